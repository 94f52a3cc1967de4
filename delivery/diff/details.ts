import { changedLines } from "./line-diff.ts";
import type { AttributeChange, ResourceChange, Shown, StackReport } from "./report.ts";
import { clean, signs } from "./wording.ts";

/** Characters of a value in one line. */
const longestValue = 200;

/** Where the changes of a stack are known from; empty when from a plan, as they should be. */
export function sourceOf({ status }: StackReport): string {
  const sources = {
    planned: "",
    "upstream-missing": " (from synth alone)",
    failed: " (as far as Terraform came)",
  };
  return sources[status];
}

/** Every change of a stack, attribute by attribute, indented by at least two; empty when nothing changes. */
export function detailLines({ status, changes, outputs }: StackReport): string[] {
  return [
    ...changes.flatMap((change) => resource(change, status !== "upstream-missing")),
    ...outputs.map(({ name: output, action, before, after }) => {
      return `  ${signs[action]} output ${clean(output)}: ${arrow(before, after)}`;
    }),
  ];
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
