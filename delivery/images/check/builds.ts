import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { report } from "../../chart/counted.ts";
import { type ProgramName, programs } from "../image-file.ts";
import { Clone } from "./clone.ts";
import { failure } from "./ended.ts";
import { brokenImageRules } from "./image-rules.ts";
import { type Image, readLayout } from "./oci-layout.ts";
import { type Answers, runImage } from "./run-image.ts";
import { unlike } from "./unlike.ts";

/** Where the clones believe to come from, and what may be said of it. */
export const [origin, source] = [
  "https://user:planted-token@git.example/team/millrace.git",
  "https://git.example/team/millrace",
];

/** Builds both programs twice, from two clones and without the builder's cache, and looks at what came out. */
export function checkBuilds(override: object): void {
  const clones = [new Clone(origin), new Clone(origin)];
  try {
    const built = clones.map((clone) => {
      clone.override({ ...override, "no-cache": true });
      return clone.run("images", ["build", "oke-dev"]);
    });
    report("both programs are built for both platforms, twice", built.flatMap(failure));
    if (built.some(({ status }) => status !== 0)) return;
    for (const program of programs) checkProgram(program, clones as [Clone, Clone], built[0]?.output ?? "");
  } finally {
    for (const clone of clones) clone.remove();
  }
}

function checkProgram(program: ProgramName, clones: readonly [Clone, Clone], said: string): void {
  const [first, second] = clones.map((clone) => unpacked(clone, program));
  if (first === undefined || second === undefined) throw new Error("Two clones must be there, got less.");
  const revision = clones[0].git("rev-parse", "HEAD");
  const { version } = JSON.parse(clones[0].read("package.json"));
  const { digest, images, layout } = first;
  report(
    `${program}: the digest is that of the archive`,
    said.includes(`${program}.oci.tar  ${digest}\n`) ? [] : [said],
  );
  report(
    `${program}: one image for each platform`,
    unlike(
      "platforms",
      images.map(({ platform }) => platform),
      ["linux/amd64", "linux/arm64"],
    ),
  );
  for (const [index, image] of images.entries()) {
    const name = `${program} for ${image.platform}`;
    const expected = { program, source, version, revision };
    report(
      `${name}: labels, user, start, port, and files of the program only`,
      brokenImageRules(image, expected),
    );
    report(
      `${name}: every layer but the compile cache has the same digest twice`,
      differing(image, second.images[index]),
    );
  }
  const own = images.find(
    ({ platform }) => platform === `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`,
  );
  if (own) checkRun(program, runImage(layout, digest, own.config), { version, revision });
}

function unpacked(clone: Clone, program: string) {
  const layout = join(clone.folder, "dist", program);
  mkdirSync(layout);
  execFileSync("tar", ["-xf", `${layout}.oci.tar`, "-C", layout]);
  return { layout, ...readLayout(layout) };
}

/** The bundle's layer is one of those that must not. */
function differing({ layers }: Image, other: Image | undefined): readonly string[] {
  const different = layers.filter(({ digest }, index) => digest !== other?.layers[index]?.digest);
  return different
    .map(({ createdBy }) => createdBy)
    .filter((by) => !/^COPY .* \/home\/nonroot\/compile-cache /.test(by));
}

function checkRun(program: string, answers: Answers, version: Readonly<Record<string, string>>): void {
  const { node, user, writable, started, cache, milliseconds } = answers;
  report(`${program} runs in its image, says its commit and answers`, [
    ...unlike("user", user, "65532:65532"),
    ...unlike("what it may change", writable, ["compile-cache"]),
    ...unlike("version", JSON.parse(answers.version), version),
    ...(started.healthz === 200 ? [] : [JSON.stringify(started)]),
    ...unlike("/version", { ...started.version, ...version }, started.version),
  ]);
  const accepted = cache.some((line) => line.includes("was accepted"));
  report(`${program}: Node ${node} takes the compile cache`, accepted ? [] : cache);
  process.stdout.write(
    `        listens after ${milliseconds.with} ms, ${milliseconds.without} ms without it (medians of 9)\n`,
  );
}
