/** A line that only one of two texts has. */
export interface ChangedLine {
  readonly sign: "-" | "+";
  readonly text: string;
}

/** The time to compare grows with the product of the lengths; longer texts are shown as replaced. */
const mostLines = 1000;

/** The fewest lines to take away and to add that turn one text into the other. */
export function changedLines(before: string, after: string): readonly ChangedLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  const kept = old.length > mostLines || now.length > mostLines ? [] : commonLines(old, now);
  const lines: ChangedLine[] = [];
  let [i, j] = [0, 0];
  for (const [keptOld, keptNow] of [...kept, [old.length, now.length] as const]) {
    for (; i < keptOld; i += 1) lines.push({ sign: "-", text: old[i] ?? "" });
    for (; j < keptNow; j += 1) lines.push({ sign: "+", text: now[j] ?? "" });
    i += 1;
    j += 1;
  }
  return lines;
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** Places of a longest common subsequence, found from the end so that it can be read from the start. */
function commonLines(old: readonly string[], now: readonly string[]): (readonly [number, number])[] {
  const width = now.length + 1;
  const length = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => length[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      length[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const common: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length; ) {
    if (old[i] === now[j]) {
      common.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return common;
}
