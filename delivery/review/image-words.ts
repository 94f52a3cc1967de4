import { imagesFile } from "../../stacks/naming.ts";
import { code } from "../diff/markdown-text.ts";
import { clean } from "../diff/wording.ts";

interface Image {
  readonly version?: unknown;
  readonly digest?: unknown;
}

type Images = Readonly<Record<string, Readonly<Record<string, Image>>>>;

/** Characters of a digest that people compare. */
const shortDigest = "sha256:".length + 12;

/**
 * What environments/images.json says now and did not before, as lines of
 * Markdown: snapshots leave images out.
 *
 * @param before text of the file; empty where there was none
 * @throws Error when it is no JSON
 */
export function imageWords(before: string, after: string): readonly string[] {
  const [old, now] = [imagesIn(before), imagesIn(after)];
  return Object.entries(now).flatMap(([environment, images]) => {
    const programs = new Map<string, readonly string[]>();
    for (const [program, image] of Object.entries(images)) {
      const was = old[environment]?.[program];
      if (was?.digest === image.digest) continue;
      const change = difference(was, image);
      programs.set(change, [...(programs.get(change) ?? []), code(clean(program))]);
    }
    return [...programs].map(
      ([change, names]) =>
        `- ${code(clean(environment))}: image${names.length === 1 ? "" : "s"} of ${names.join(" and ")} ${change}`,
    );
  });
}

function imagesIn(text: string): Images {
  try {
    return JSON.parse(text || "{}") as Images;
  } catch (error) {
    throw new Error(
      `${imagesFile}: must be JSON, got: ${(error as Error).message}. Let npm run images write it.`,
    );
  }
}

/** By version where it differs: what runs is what the digest says. */
function difference(was: Image | undefined, now: Image): string {
  const shown = (image: Image | undefined) =>
    was?.version === now.version
      ? String(image?.digest ?? "none").slice(0, shortDigest)
      : String(image?.version ?? "none");
  return `${code(clean(shown(was)))} → ${code(clean(shown(now)))}`;
}
