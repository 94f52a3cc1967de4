import { costSections, renderMarkdown } from "../diff/markdown.ts";
import { cell, code, fitting, prose } from "../diff/markdown-text.ts";
import type { DiffReport, StackReport } from "../diff/report.ts";

/** What is known of one environment. */
export interface ReviewedEnvironment {
  readonly name: string;
  /** Left out where nothing was planned. */
  readonly report?: DiffReport;
  /** Why nothing was planned. */
  readonly unplanned?: string;
  /** Resources of each stack as synth describes them, where that is all there is. */
  readonly described?: Readonly<Record<string, number>>;
}

export interface Review {
  /** Lines of Markdown; undefined where there is nothing to compare with. */
  readonly words?: readonly string[];
  readonly environments: readonly ReviewedEnvironment[];
  /** Where all of it is. */
  readonly wholeReport?: string | undefined;
}

/** GitHub takes 65 536 characters (https://docs.github.com/rest/issues/comments), and its marker is one of them. */
const longest = 60_000;

/** Of that, at most for the changes in words, which are short or else too many to read. */
const longestWords = 15_000;
const longestCost = 8000;

/** One comment for all environments: what loses data, the changes in words, what they cost, then each plan, folded. */
export function reviewComment({ words, environments, wholeReport }: Review): string {
  const stacks = environments.flatMap(({ report }) => report?.stacks ?? []);
  const top = [
    "## What this changes",
    ...losses(stacks),
    ...(words === undefined ? [] : ["### In words", inWords(words)]),
    ...cost(stacks),
  ];
  const left = longest - top.join("\n\n").length - 100;
  const each = Math.floor(left / Math.max(1, environments.length)) - 100;
  const sections = environments.map((one) => environmentSection(one, each, wholeReport));
  return `${[...top, ...sections].join("\n\n")}\n`;
}

function losses(stacks: readonly StackReport[]): string[] {
  const names = stacks
    .filter(({ changes }) => changes.some(({ destroysData }) => destroysData))
    .map(({ name }) => code(name));
  if (names.length === 0) return [];
  const more = names.length - 10;
  return [
    `**This destroys data** in ${names.slice(0, 10).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`,
  ];
}

function inWords(lines: readonly string[]): string {
  if (lines.length === 0) return "Nothing: every stack is described as before.";
  const kept = fitting(lines, longestWords, 1);
  const more = lines.length - kept.length;
  return [...kept, ...(more > 0 ? [`- and ${more} more: the snapshots have them`] : [])].join("\n");
}

function cost(stacks: readonly StackReport[]): string[] {
  const [sum, table] = costSections({ stacks });
  if (sum === undefined || table === undefined) return [];
  return ["### Cost", sum, ...(table.length > longestCost ? [] : [table])];
}

function environmentSection(environment: ReviewedEnvironment, room: number, wholeReport?: string): string {
  const { name, report, unplanned = "", described = {} } = environment;
  const title = `### ${code(name)}`;
  if (report) {
    // All environments together have a section for what they cost.
    const stacks = report.stacks.map(({ costs: _, ...stack }) => stack);
    const options = { longest: room, ...(wholeReport === undefined ? {} : { wholeReport }) };
    return `${title}\n\n${renderMarkdown({ stacks }, options).trimEnd()}`;
  }
  const rows = Object.entries(described).map(([stack, resources]) => `| ${cell(stack)} | ${resources} |`);
  const table = rows.length === 0 ? [] : [["| stack | resources |", "|---|--:|", ...rows].join("\n")];
  return [title, prose(`Not planned: ${unplanned}`), ...table].join("\n\n");
}
