import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { imagesFile } from "../../stacks/naming.ts";

export const programs = ["producer", "consumer"] as const;

export type ProgramName = (typeof programs)[number];

export interface Image {
  /** The tag that it was pushed under: version and commit. */
  readonly version: string;
  readonly digest: string;
}

export type EnvironmentImages = Readonly<Record<ProgramName, Image>>;

/** Which image each environment runs, by its name. */
export function readImages(): Readonly<Record<string, EnvironmentImages>> {
  return existsSync(imagesFile) ? JSON.parse(readFileSync(imagesFile, "utf8")) : {};
}

/** Nothing changes for the other environments. */
export function writeImages(environment: string, images: EnvironmentImages): void {
  writeFileSync(imagesFile, `${JSON.stringify({ ...readImages(), [environment]: images }, null, 2)}\n`);
}

/**
 * The images of an environment that has some.
 *
 * @throws Error when nothing was pushed for it yet
 */
export function pushedImages(environment: string): EnvironmentImages {
  const images = readImages()[environment];
  for (const program of programs) {
    const digest = images?.[program]?.digest;
    if (digest === undefined || !isDigest(digest) || /^sha256:0+$/.test(digest)) {
      throw new Error(
        `${imagesFile}: ${environment}.${program}.digest must be that of a pushed image, got ${digest ?? "nothing"}. ` +
          `Push first: npm run images -- push ${environment}.`,
      );
    }
  }
  return images as EnvironmentImages;
}

export function isDigest(value: unknown): value is string {
  return typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);
}
