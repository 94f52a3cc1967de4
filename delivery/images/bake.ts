import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../bundle.ts";
import { builderVariables } from "./builder.ts";
import type { Commit } from "./commit.ts";
import { type EnvironmentImages, isDigest, programs } from "./image-file.ts";

export interface BakeProps {
  /** What the addresses of both images begin with. */
  readonly repositories: string;
  readonly commit: Commit;
  /** `push` sends them to their registry, `build` leaves an OCI archive of each in `dist/`. */
  readonly action: "build" | "push";
}

/** Bundles both programs and makes their images with Docker; what they are called then. */
export async function bake({ repositories, commit, action }: BakeProps): Promise<EnvironmentImages> {
  await Promise.all(programs.map((program) => bundle(program, "dist")));
  const folder = mkdtempSync(join(tmpdir(), "millrace-images-"));
  try {
    const metadataFile = join(folder, "metadata.json");
    const { status, error } = spawnSync(
      "docker",
      [
        ...["buildx", "bake", "--metadata-file", metadataFile],
        // It would hold the time of the build; `npm run sign` attests one that the signature covers.
        "--provenance=false",
        ...programs.flatMap((program) => ["--set", `${program}.output=${outputOf(program, action)}`]),
      ],
      {
        stdio: "inherit",
        env: {
          ...process.env,
          ...builderVariables(process.env),
          REPOSITORIES: repositories,
          TAG: commit.tag,
          VERSION: commit.version,
          REVISION: commit.revision,
          SOURCE: commit.source,
          SOURCE_DATE_EPOCH: commit.seconds,
        },
      },
    );
    if (error) {
      throw new Error(`docker must be installed, got ${error.message}. Install Docker with buildx.`);
    }
    if (status !== 0) {
      throw new Error(`docker must ${action} both images, got exit code ${status}. Its output is above.`);
    }
    return imagesIn(JSON.parse(readFileSync(metadataFile, "utf8")), commit.tag);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every file gets the time of the commit, whenever it was built. */
function outputOf(program: string, action: BakeProps["action"]): string {
  const kind = action === "push" ? "type=registry" : `type=oci,dest=dist/${program}.oci.tar`;
  return `${kind},rewrite-timestamp=true`;
}

function imagesIn(metadata: Record<string, Record<string, unknown>>, version: string): EnvironmentImages {
  const [producer, consumer] = programs.map((program) => {
    const digest = metadata[program]?.["containerimage.digest"];
    if (!isDigest(digest)) {
      throw new Error(`docker must report the digest of ${program}, got ${digest}. Update buildx.`);
    }
    return { version, digest };
  });
  return { producer, consumer } as EnvironmentImages;
}
