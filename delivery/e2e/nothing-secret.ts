/** All that a terminal or a page does something with and nobody sees, but ends of lines and what joins emoji. */
const unseen = /[^\P{C}\n\u{200d}]/u;

export interface Told {
  /** By name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What was printed or kept. */
  readonly texts: readonly string[];
  /** What people read where no terminal has cleaned it. */
  readonly comments: readonly string[];
}

/** @throws Error when a secret is in any text, or a character that nobody sees in a comment */
export function expectNothingSecret({ secrets, texts, comments }: Told): void {
  for (const [name, value] of Object.entries(secrets)) {
    if ([...texts, ...comments].some((text) => text.includes(value))) {
      throw new Error(
        `${name}: must be in nothing that is printed, kept or written to a forge, got it there.`,
      );
    }
  }
  const odd = comments.map((text) => unseen.exec(text)?.[0]).find((match) => match !== undefined);
  if (odd !== undefined) {
    const point = odd.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    throw new Error(`comments: must have no character that nobody sees, got U+${point}.`);
  }
}
