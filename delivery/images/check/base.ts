import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildx } from "./buildx.ts";

/** The base that the Dockerfile pins. */
export function pinnedBase(): string {
  const [, base] = /^ARG NODE=(\S+)$/m.exec(readFileSync("Dockerfile", "utf8")) ?? [];
  if (base === undefined) throw new Error("Dockerfile: NODE must name the base, got none. Name it.");
  return base;
}

/** What Google's image says of itself. */
const dockerfile = `FROM scratch
COPY root /
COPY --chown=65532:65532 home /home/nonroot
USER 65532
WORKDIR /home/nonroot
ENTRYPOINT ["/nodejs/bin/node"]
`;

/**
 * Makes a base of the Node of npm, of the same major version, and this machine's
 * libraries, under both platforms' names. Nothing is run in what is made for the
 * other platform.
 *
 * @returns what buildx takes in place of the pinned one
 */
export function standInBase(folder: string): string {
  const [, major] = /nodejs(\d+)-/.exec(pinnedBase()) ?? [];
  const [root, layout] = [join(folder, "root"), join(folder, "layout")];
  const put = (from: string, to: string) => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(from, join(root, to));
  };
  const packed = npmPack(`node-linux-${process.arch}@${major}`, folder);
  execFileSync("tar", ["-xzf", packed, "package/bin/node"], { cwd: folder });
  const node = join(folder, "package/bin/node");
  put(node, "nodejs/bin/node");
  const libraries = execFileSync("ldd", [node], { encoding: "utf8" }).match(/\/lib\S+/g) ?? [];
  for (const library of libraries) put(library, library);
  mkdirSync(join(folder, "home"));
  writeFileSync(join(folder, "Dockerfile"), dockerfile);
  const output = `type=oci,dest=${layout},tar=false,compression-level=1`;
  buildx([
    ...["build", "--platform", "linux/amd64,linux/arm64", "--provenance=false", "--output", output],
    ...["--file", join(folder, "Dockerfile"), folder],
  ]);
  rmSync(root, { recursive: true });
  const { manifests } = JSON.parse(readFileSync(join(layout, "index.json"), "utf8"));
  return `oci-layout://${layout}@${manifests[0].digest}`;
}

/** @returns the archive's name */
function npmPack(name: string, folder: string): string {
  return execFileSync("npm", ["pack", "--silent", name], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}
