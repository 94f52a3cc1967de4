import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md */
export interface ImageConfig {
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Labels?: Readonly<Record<string, string>>;
}

export interface Layer {
  readonly digest: string;
  /** The instruction of a Dockerfile that made it. */
  readonly createdBy: string;
  /** From the root, without a slash before it; folders end with one. */
  readonly files: readonly string[];
}

/** An image for one platform. */
export interface Image {
  readonly platform: string;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
}

interface Descriptor {
  readonly digest: string;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** What an unpacked OCI layout holds: one index, with an image for each platform. */
export function readLayout(folder: string): { readonly digest: string; readonly images: readonly Image[] } {
  const blobFile = (digest: string) => join(folder, "blobs", ...digest.split(":"));
  const blob = <Content>({ digest }: Descriptor): Content =>
    JSON.parse(readFileSync(blobFile(digest), "utf8"));
  const { manifests } = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
  const [index] = manifests as readonly Descriptor[];
  if (index === undefined)
    throw new Error(`${folder}/index.json must name an image, got none. Build it again.`);
  const images = blob<{ readonly manifests: readonly Descriptor[] }>(index).manifests.map((one): Image => {
    const manifest = blob<{ readonly config: Descriptor; readonly layers: readonly Descriptor[] }>(one);
    const { config, history } = blob<{
      readonly config: ImageConfig;
      readonly history: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
    }>(manifest.config);
    const makers = history.filter(({ empty_layer }) => !empty_layer);
    return {
      platform: `${one.platform?.os}/${one.platform?.architecture}`,
      config,
      layers: manifest.layers.map(({ digest }, position) => ({
        digest,
        createdBy: makers[position]?.created_by ?? "",
        files: filesIn(blobFile(digest)),
      })),
    };
  });
  return { digest: index.digest, images };
}

function filesIn(archive: string): readonly string[] {
  const listed = execFileSync("tar", ["-tf", archive], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return listed
    .trim()
    .split("\n")
    .map((file) => file.replace(/^\.?\//, ""));
}
