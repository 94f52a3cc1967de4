import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildx } from "./buildx.ts";
import type { ImageConfig } from "./oci-layout.ts";

/** What probe.mjs writes down. */
export interface Answers {
  /** Version of Node. */
  readonly node: string;
  /** Numbers of user and group. */
  readonly user: string;
  /** What of its folder the user may change. */
  readonly writable: readonly string[];
  /** What the program prints when it is asked. */
  readonly version: string;
  readonly started: {
    readonly healthz?: number;
    readonly version?: Readonly<Record<string, string>>;
    /** Instead of the others. */
    readonly output?: string;
  };
  /** What Node says of the compile cache. */
  readonly cache: readonly string[];
  /** From start to listening, medians. */
  readonly milliseconds: Readonly<Record<"with" | "without", number>>;
}

/** Runs a program in its image, by the builder: in a container of its own, as the image's user, without a network. */
export function runImage(layout: string, digest: string, { Cmd = [] }: ImageConfig): Answers {
  const folder = mkdtempSync(join(tmpdir(), "millrace-run-"));
  const home = "/home/nonroot";
  const command = JSON.stringify(["/nodejs/bin/node", `${home}/probe.mjs`, `${home}/answers.json`, ...Cmd]);
  try {
    const dockerfile = join(folder, "Dockerfile");
    writeFileSync(
      dockerfile,
      `FROM image AS run\nCOPY probe.mjs ${home}/\nRUN --network=none ${command}\n` +
        `FROM scratch\nCOPY --from=run ${home}/answers.json /\n`,
    );
    buildx([
      ...["build", "--no-cache", "--platform", `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`],
      ...["--build-context", `image=oci-layout://${layout}@${digest}`],
      ...["--output", `type=local,dest=${folder}`, "--file", dockerfile],
      resolve("delivery/images/check"),
    ]);
    return JSON.parse(readFileSync(join(folder, "answers.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
