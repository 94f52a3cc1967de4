import { changedLines } from "./line-diff.ts";
import type { Action, AttributeChange, DiffReport, ResourceChange, Shown, StackReport } from "./report.ts";

const signs: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  replace: "-/+",
  delete: "-",
  forget: ".",
  move: ">",
  import: "<",
  undetermined: "?",
};

/** What a reader counts first; the rest is in the details. */
const counted = ["create", "update", "replace", "delete"] as const;

/** Characters of a value in one line. */
const longestValue = 200;

/** For a terminal: the sums first, then what destroys data or failed, then every attribute. */
export function renderText(report: DiffReport): string {
  const sections = [summary(report), alarms(report), ...report.stacks.map(details)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function summary({ stacks }: DiffReport): string[] {
  const rows = [
    ["stack", ...counted.map((action) => signs[action]), ""],
    ...stacks.map((stack) => [
      stack.name,
      ...counted.map((action) =>
        stack.status === "failed" && stack.changes.length === 0
          ? ""
          : String(stack.changes.filter((change) => change.action === action).length),
      ),
      remark(stack),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0), 3));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

function remark({ status, missing, changes, outputs }: StackReport): string {
  if (status === "failed") return "failed";
  if (status === "upstream-missing") return `upstream not deployed: ${missing.join(", ")}`;
  const others = changes.filter(({ action }) => !counted.some((one) => one === action)).length;
  const notes = [
    ...(others > 0 ? [`${others} moved, imported or let go`] : []),
    ...(outputs.length > 0 && changes.length === 0 ? [`outputs only: ${outputs.length}`] : []),
    ...(outputs.length + changes.length === 0 ? ["no changes"] : []),
  ];
  return notes.join(", ");
}

function alarms({ stacks }: DiffReport): string[] {
  const destroyed = stacks.flatMap(({ name, changes }) =>
    changes
      .filter(({ destroysData }) => destroysData)
      .map(({ address, action }) => `! ${name}: ${signs[action]} ${clean(address)} DESTROYS DATA`),
  );
  const problems = stacks.flatMap(({ name, problem }) => (problem ? [`${name}: ${clean(problem)}`] : []));
  const warnings = stacks.flatMap(({ name, warnings: texts }) =>
    texts.map((text) => `${name}: warning: ${clean(text)}`),
  );
  return [...destroyed, ...problems, ...warnings];
}

function details({ name, status, changes, outputs }: StackReport): string[] {
  const lines = [
    ...changes.flatMap((change) => resource(change, status !== "upstream-missing")),
    ...outputs.map(({ name: output, action, before, after }) => {
      return `  ${signs[action]} output ${clean(output)}: ${arrow(before, after)}`;
    }),
  ];
  if (lines.length === 0) return [];
  const sources = {
    planned: "",
    "upstream-missing": " (from synth alone)",
    failed: " (as far as Terraform came)",
  };
  return [`${name}${sources[status]}`, ...lines];
}

function resource(change: ResourceChange, planned: boolean): string[] {
  const { address, action, destroysData, changedOutside, from, reason, attributes } = change;
  const remarks = [
    ...(destroysData ? ["destroys data"] : []),
    ...(changedOutside ? ["changed outside Terraform"] : []),
    ...(from === undefined ? [] : [`was ${from}`]),
    ...(reason === undefined ? [] : [reason]),
  ];
  const head = `  ${signs[action]} ${clean(address)}${remarks.length > 0 ? ` (${clean(remarks.join(", "))})` : ""}`;
  // What a provider fills in says nothing, unless it is why something is replaced.
  const isOpen = ({ after, forcesReplacement }: AttributeChange) =>
    after.kind === "unknown" && !forcesReplacement;
  const open = attributes.filter(isOpen).map(({ path }) => clean(path));
  const listed = open.length > 0 && (!planned || action === "update");
  return [
    head,
    ...attributes.filter((one) => !isOpen(one)).flatMap(attribute),
    ...(listed ? [`      known after apply: ${open.join(", ")}`] : []),
  ];
}

function attribute({ path, before, after, forcesReplacement }: AttributeChange): string[] {
  const why = forcesReplacement ? "  forces replacement" : "";
  const [old, now] = [textOf(before), textOf(after)];
  if (old !== undefined && now !== undefined && `${old}${now}`.includes("\n")) {
    const lines = changedLines(old, now).map(({ sign, text }) => `        ${sign} ${clean(text)}`);
    // None when only the last line break differs.
    if (lines.length > 0) return [`      ${clean(path)}:${why}`, ...lines];
  }
  return [`      ${clean(path)}: ${arrow(before, after)}${why}`];
}

/** Nothing, for lines to be added to or taken from, is a text of no lines. */
function textOf(shown: Shown): string | undefined {
  if (shown.kind === "absent") return "";
  return shown.kind === "known" && typeof shown.value === "string" ? shown.value : undefined;
}

function arrow(before: Shown, after: Shown): string {
  if (before.kind === "absent") return value(after);
  return after.kind === "absent" ? `${value(before)} -> none` : `${value(before)} -> ${value(after)}`;
}

function value(shown: Shown): string {
  if (shown.kind === "sensitive") return "(sensitive)";
  if (shown.kind === "unknown") return "(known after apply)";
  if (shown.kind === "absent") return "none";
  const text = clean(JSON.stringify(shown.value));
  return text.length > longestValue ? `${text.slice(0, longestValue)}… (${text.length} characters)` : text;
}

/** Nothing that comes from a cloud or a file may move the cursor, or turn the reading direction. */
function clean(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
