import { code } from "../diff/markdown-text.ts";
import type { Shown } from "../diff/report.ts";
import { clean } from "../diff/wording.ts";
import { leftBehind } from "./left-behind.ts";
import type { SnapshotChange } from "./snapshot-changes.ts";
import { nounOf, phraseOf, shortValue } from "./vocabulary.ts";
import { longestValue, whereTheyDiffer } from "./where-they-differ.ts";

/** The same change of more things than these is told once. */
const mostAlike = 3;

interface Sentence {
  readonly stack: string;
  readonly type: string;
  /** Markdown around the subject; equal for changes that are alike. */
  readonly what: string;
  readonly subject: string;
  readonly how: string;
}

/** Markdown, one line a change: what loses data first, then what is left behind. */
export function snapshotWords(changes: readonly SnapshotChange[]): readonly string[] {
  const gone = changes.filter(({ kind, address }) => kind === "gone" && address === undefined);
  const losses = changes.filter(({ losesData }) => losesData);
  const others = changes.filter((change) => !gone.includes(change) && !losses.includes(change));
  return [...told(losses), ...told(gone), ...leftBehind(gone), ...told(others)];
}

function told(changes: readonly SnapshotChange[]): readonly string[] {
  const sentences = changes.map(sentence);
  const alike = new Map<string, readonly Sentence[]>();
  for (const one of sentences) {
    const key = [one.type, one.what, one.how].join("\n");
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()].flatMap((group) =>
    group.length > mostAlike ? [summed(group)] : group.map(line),
  );
}

function typeOf({ address = "" }: SnapshotChange): string {
  return address.split(".")[0] ?? "";
}

function line({ stack, what, subject, how }: Sentence): string {
  return `- ${code(stack)}: ${[what, subject].filter(Boolean).join(" ")}${how}`;
}

function summed(group: readonly Sentence[]): string {
  const [{ what, how } = { what: "", how: "" }] = group;
  const stacks = unique(group.map(({ stack }) => code(stack)));
  const subjects = unique(group.map(({ subject }) => subject));
  return `- ${firstOf(stacks)}: ${what} ${firstOf(subjects)}${how}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function firstOf(texts: readonly string[]): string {
  const more = texts.length - mostAlike;
  return more > 0 ? `${texts.slice(0, mostAlike).join(", ")} and ${more} more` : texts.join(", ");
}

function sentence(change: SnapshotChange): Sentence {
  const { stack, address, kind, resources } = change;
  if (address === undefined) {
    const count = `${resources} ${resources === 1 ? "resource" : "resources"}`;
    return {
      stack,
      type: stack,
      what: kind === "new" ? "new stack of" : "no longer a stack; it had",
      subject: count,
      how: "",
    };
  }
  const { noun, name } = nounOf(address);
  const type = typeOf(change);
  const subject = code(clean(name));
  if (kind !== "changed") {
    const words = [kind === "new" ? "new" : "no longer", ...(noun === undefined ? [] : [noun])];
    return {
      stack,
      type,
      what: words.join(" "),
      subject,
      how: change.losesData ? ", and **its data goes**" : "",
    };
  }
  const attribute = phraseOf(address, change.path ?? "") ?? code(clean(shortPath(change.path ?? "")));
  const what = `${attribute} of${noun === undefined ? "" : ` ${noun}`}`;
  return { stack, type, what, subject, how: difference(change.before, change.after) };
}

/** The values of a release are all in the first text. */
function shortPath(path: string): string {
  return path.replace(/^values\.0\./, "");
}

function difference(before: Shown = { kind: "absent" }, after: Shown = { kind: "absent" }): string {
  const [old, now] = [listOf(before), listOf(after)];
  if (old && now) {
    const added = now.filter((item) => !old.includes(item)).map((item) => `with ${item}`);
    const removed = old.filter((item) => !now.includes(item)).map((item) => `without ${item}`);
    const both = [...added, ...removed];
    return both.length > 0 ? `: now ${both.join(", ")}` : ": in another order";
  }
  if (before.kind === "absent") return `: now ${text(after)}`;
  if (after.kind === "absent") return `: no longer ${text(before)}`;
  const [was, is] = whereTheyDiffer(before, after);
  return ` ${text(was)} → ${text(is)}`;
}

/** Of plain values, each as Markdown. */
function listOf(shown: Shown): readonly string[] | undefined {
  if (shown.kind !== "known" || !Array.isArray(shown.value)) return undefined;
  return shown.value.map((value: unknown) => text({ kind: "known", value }));
}

function text(shown: Shown): string {
  if (shown.kind !== "known") return shown.kind === "sensitive" ? "(sensitive)" : "none";
  const { value } = shown;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const plain = clean(typeof value === "string" ? shortValue(value) : JSON.stringify(value));
  const cut = plain.length > longestValue ? `${plain.slice(0, longestValue)}…` : plain;
  return cut === "" ? "an empty text" : code(cut);
}
