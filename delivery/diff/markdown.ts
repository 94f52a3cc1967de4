import { costCells, costInWords, costsOf } from "../cost/wording.ts";
import { detailLines, sourceOf } from "./details.ts";
import { cell, code, fitting, longestRun, prose } from "./markdown-text.ts";
import type { DiffReport, StackReport } from "./report.ts";
import { clean, counted, countsOf, remark, signs } from "./wording.ts";

export interface MarkdownOptions {
  /**
   * Characters that the report may have. GitHub takes 65 536 in a comment, GitLab a million; room is left for what a
   * pipeline adds (https://docs.github.com/rest/issues/comments). @default 60000
   */
  readonly longest?: number;
  /** Where all of a report that was cut can be read, such as the URL of a pipeline's run. @default the command */
  readonly wholeReport?: string;
}

/**
 * For a comment: one line a stack, then what destroys data or failed, then the
 * details, folded. A report that would be too long loses details from its end
 * and says so; the counts and the warnings come first, so that they stay.
 */
export function renderMarkdown(report: DiffReport, options: MarkdownOptions = {}): string {
  const { longest = 60_000, wholeReport = "`npm run diff` prints it" } = options;
  const top = [summary(report), ...destroyed(report), ...notes(report), ...costSections(report)];
  const cut = (what: string) =>
    `_${what} left out to stay below ${longest} characters. All of it: ${wholeReport}._`;
  const room = longest - cut("000000 lines").length - 4;

  const kept = fitting(top, room);
  const sections = [...kept];
  if (kept.length < top.length) sections.push(cut(`${top.length - kept.length} notes and all details`));
  else {
    const folded = foldedDetails(report, room - lengthOf(kept));
    sections.push(...folded.sections);
    if (folded.leftOut > 0) sections.push(cut(`${folded.leftOut} lines`));
  }
  return `${sections.join("\n\n")}\n`;
}

function summary({ stacks }: DiffReport): string {
  const rows = stacks.map((stack) => {
    const counts = countsOf(stack)?.map(String) ?? counted.map(() => "");
    return `| ${cell(stack.name)} | ${counts.join(" | ")} | ${prose(remark(stack))} |`;
  });
  const header = `| stack | ${counted.map((action) => cell(signs[action])).join(" | ")} | |`;
  return [header, `|---|${counted.map(() => "--:|").join("")}---|`, ...rows].join("\n");
}

function destroyed({ stacks }: DiffReport): string[] {
  const lines = stacks.flatMap(({ name, changes }) =>
    changes
      .filter(({ destroysData }) => destroysData)
      .map(({ address, action }) => `- ${code(name)}: ${code(`${signs[action]} ${clean(address)}`)}`),
  );
  return lines.length === 0 ? [] : [`**This destroys data:**\n\n${lines.join("\n")}`];
}

function notes({ stacks }: DiffReport): string[] {
  return stacks.flatMap(({ name, problem, warnings }) => [
    ...(problem ? [`${code(name)} failed: ${code(clean(problem))}`] : []),
    ...warnings.map((text) => `${code(name)} warns: ${code(clean(text))}`),
  ]);
}

/** What it costs, and each item, folded; nothing where nothing billed changes. */
export function costSections(report: DiffReport): string[] {
  const costs = costsOf(report);
  if (costs.length === 0) return [];
  const rows = costs.map((cost) => {
    const [item = "", ...cells] = costCells(cost).map((cell) => clean(cell));
    return `| ${cell(item)} | ${cells.map(prose).join(" | ")} |`;
  });
  const header = "| billed a month | before | after | unit | USD |\n|---|--:|--:|---|--:|";
  const items = costs.length === 1 ? "1 item" : `${costs.length} items`;
  const table = `<details><summary>${items}</summary>\n\n${[header, ...rows].join("\n")}\n\n</details>`;
  return [`**Cost:** ${costInWords(costs)}.`, table];
}

/** Sections up to `room` characters, and the lines that found none. */
function foldedDetails({ stacks }: DiffReport, room: number) {
  const sections: string[] = [];
  let left = room;
  let leftOut = 0;
  for (const stack of stacks) {
    const lines = detailLines(stack).map((line) => line.slice(2));
    if (lines.length === 0) continue;
    const frame = folded(stack, []).length + 2;
    const shown = leftOut > 0 ? [] : fitting(lines, left - frame, 1);
    leftOut += lines.length - shown.length;
    if (shown.length === 0) continue;
    const section = folded(stack, shown);
    sections.push(section);
    left -= section.length + 2;
  }
  return { sections, leftOut };
}

function folded(stack: StackReport, lines: readonly string[]): string {
  const counts = countsOf(stack) ?? [];
  const words = counted.flatMap((action, index) => {
    const count = counts[index] ?? 0;
    return count > 0 ? [`${count} ${action}${count === 1 ? "" : "s"}`] : [];
  });
  const title = `${stack.name}${sourceOf(stack)}${words.length > 0 ? `: ${words.join(", ")}` : ""}`;
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return `<details><summary>${prose(title)}</summary>\n\n${fence}diff\n${lines.join("\n")}\n${fence}\n\n</details>`;
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length + 2, 0);
}
