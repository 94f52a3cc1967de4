import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readFileSync, utimesSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface Copy {
  readonly from: string;
  /** In the image, absolute. */
  readonly to: string;
  readonly mode: number;
}

/** What the last stage of the Dockerfile copies from the build's context, in its order. */
export function copiesOf(dockerfile: string, program: string): readonly Copy[] {
  const stage = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  let folder = "/";
  return stage.split("\n").flatMap((line) => {
    const [instruction, ...words] = line.replaceAll("${" + "PROGRAM}", program).split(/\s+/);
    if (instruction === "WORKDIR") folder = resolve(folder, words[0] ?? "");
    const options = words.filter((word) => word.startsWith("--"));
    const [from, to] = words.filter((word) => !word.startsWith("--"));
    const isOfContext = instruction === "COPY" && !options.some((option) => option.startsWith("--from="));
    if (!isOfContext || from === undefined || to === undefined) return [];
    const mode = options.find((option) => option.startsWith("--chmod="))?.slice("--chmod=".length) ?? "0644";
    return [{ from, to: resolve(folder, to), mode: Number.parseInt(mode, 8) }];
  });
}

/** Puts the files where the Dockerfile puts them, below a folder in place of the image's root. */
export function unpack(copies: readonly Copy[], context: string, root: string, seconds: number): void {
  for (const { from, to, mode } of copies) {
    const file = join(root, to);
    mkdirSync(dirname(file), { recursive: true });
    cpSync(join(context, from), file);
    chmodSync(file, mode);
    utimesSync(file, seconds, seconds);
  }
}

/** Digest of the layer that one copy makes: a tar of one file. */
export function layerDigest({ from, to, mode }: Copy, context: string, seconds: number): string {
  const content = readFileSync(join(context, from));
  const header = Buffer.alloc(512);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  header.write(to.slice(1), 0);
  header.write(
    octal(mode, 8) + octal(0, 8) + octal(0, 8) + octal(content.length, 12) + octal(seconds, 12),
    100,
  );
  header.write("        0", 148);
  header.write("ustar\x0000", 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  const hash = createHash("sha256").update(header).update(content).update(padding).update(Buffer.alloc(1024));
  return `sha256:${hash.digest("hex")}`;
}
