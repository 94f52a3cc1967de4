import type { Image } from "./oci-layout.ts";
import { unlike } from "./unlike.ts";

export interface Expected {
  readonly program: string;
  readonly source: string;
  readonly version: string;
  readonly revision: string;
}

const shell = /(^|\/)s?bin\/([a-z]*sh|busybox)$/;
const packageManager = /(^|\/)s?bin\/(apt|apt-get|dpkg|apk|rpm|yum|dnf|pip3?|npm|npx|yarn|pnpm|corepack)$/;

/** What holds for the image of every program, whatever the platform. */
export function brokenImageRules({ config, layers }: Image, expected: Expected): readonly string[] {
  const { program, source, version, revision } = expected;
  const files = layers.flatMap((layer) => layer.files);
  const own = files.filter((file) => file.startsWith("app/") && !file.endsWith("/"));
  const outsideOfCache = own.filter((file) => !file.startsWith("app/compile-cache/"));
  return [
    ...unlike("user", config.User, "65532:65532"),
    ...unlike("folder", config.WorkingDir, "/app"),
    ...unlike(
      "start",
      [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])],
      ["/nodejs/bin/node", "program.mjs"],
    ),
    ...unlike("ports", Object.keys(config.ExposedPorts ?? {}), ["8080/tcp"]),
    ...Object.entries({
      title: `millrace-${program}`,
      source,
      version,
      revision,
      licenses: "Apache-2.0",
    }).flatMap(([name, value]) => unlike(name, config.Labels?.[`org.opencontainers.image.${name}`], value)),
    ...unlike("files", outsideOfCache.sort(), ["app/LICENSES.txt", "app/program.mjs"]),
    ...(own.length > outsideOfCache.length ? [] : ["compile cache must have something in it, got nothing"]),
    ...files.filter((file) => shell.test(file)).map((file) => `must have no shell, got ${file}`),
    ...files
      .filter((file) => packageManager.test(file))
      .map((file) => `must have no package manager, got ${file}`),
    ...files
      .filter((file) => /(^|\/)node_modules\//.test(file))
      .map((file) => `must have no packages, got ${file}`),
  ];
}
