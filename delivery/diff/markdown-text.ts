/** Shown as it is, whatever is in it: in a code span nothing is markup, and nobody is mentioned. */
export function code(text: string): string {
  const ticks = "`".repeat(longestRun(text) + 1);
  return ticks.length > 1 ? `${ticks} ${text} ${ticks}` : `${ticks}${text}${ticks}`;
}

/** The same in a table, whose cells end at a bar even in a code span: https://github.github.com/gfm/#example-200 */
export function cell(text: string): string {
  return code(text).replaceAll("|", "\\|");
}

/** Words of our own with names from a stack between them. */
export function prose(text: string): string {
  return text.replace(/[&<>|@\\`*_[\]]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** The most backticks that follow each other. */
export function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** The first of these that fit, with what joins them. */
export function fitting(texts: readonly string[], room: number, join = 2): readonly string[] {
  let used = 0;
  const end = texts.findIndex((text) => {
    used += text.length + join;
    return used > room;
  });
  return end === -1 ? texts : texts.slice(0, end);
}
