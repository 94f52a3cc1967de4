import type { Diagnostic } from "../terraform.ts";

interface Rule {
  readonly summary: RegExp;
  /** @param texts of all errors that match, in order: the detail where there is one */
  line(texts: readonly string[], chdir: string): string;
}

/** Failures that have one cause and one remedy. */
const rules: readonly Rule[] = [
  {
    summary: /^No value for required variable$/,
    line: (texts) => {
      const names = texts.map((text) => `TF_VAR_${/variable "([^"]+)"/.exec(text)?.[1] ?? "?"}`);
      return `${[...new Set(names)].sort().join(", ")} must be set, got none. docs/deploy.md says what Terraform asks for.`;
    },
  },
  {
    summary: /^Error acquiring the state lock$/,
    line: ([text = ""], chdir) => {
      const field = (name: string) =>
        new RegExp(`^\\s*${name}:\\s*(.*?)\\s*$`, "m").exec(text)?.[1] || "unknown";
      return (
        `state must be free, got a lock of ${field("Who")} since ${field("Created")}. Try again later; ` +
        `if nobody is at work: terraform ${chdir} force-unlock ${field("ID")}.`
      );
    },
  },
  {
    summary: /provider packages|install provider|provider plugin/i,
    line: ([text = ""]) =>
      `providers must be there or installable, got: ${firstSentence(text)} Reach registry.terraform.io, or name a mirror in the file of TF_CLI_CONFIG_FILE.`,
  },
  {
    summary: /^Backend (configuration changed|initialization required)/,
    line: (_, chdir) =>
      `state must be where the environment says, got a stack that was set up with another backend. Move it: terraform ${chdir} init -migrate-state.`,
  },
  {
    summary: /^No valid credential sources found$/,
    line: () =>
      "state must be readable, got no credentials for its bucket. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; docs/deploy.md says which.",
  },
  {
    summary: /S3 bucket "/,
    line: ([text = ""]) => {
      const [, bucket] = /S3 bucket "([^"]*)"/.exec(text) ?? [];
      // What the store says, else what the network says of the request.
      const [, reason = firstSentence(text)] =
        /(does not exist)\.|api error (.*)$|": ((?!operation error).*)$/.exec(text)?.filter((one) => one) ??
        [];
      return `state must be in reach in the bucket ${bucket}, got: ${oneLine(reason).replace(/\.$/, "")}. Look at backend in the environment, the network, and AWS_ACCESS_KEY_ID; docs/deploy.md says which.`;
    },
  },
  {
    summary: /can not create client, bad configuration/,
    line: ([text = ""]) =>
      `Oracle Cloud must know who asks, got: ${firstSentence(text)} Run \`oci setup config\`, or see docs/deploy.md.`,
  },
  {
    summary: /^Instance cannot be destroyed$/,
    line: (texts) => {
      const addresses = texts.map((text) => /^Resource (\S+)/.exec(text)?.[1] ?? "?");
      return `data must stay, got a plan that destroys ${addresses.join(", ")}. docs/protect-data.md says how to do it all the same.`;
    },
  },
  {
    // Written by us, with what to do; Terraform adds where it was checked.
    summary: /(condition failed|Invalid value for variable)$/,
    line: (texts) => texts.map((text) => oneLine(text.split("\n\n")[0] ?? "")).join(" "),
  },
];

/** One line for what stopped Terraform, with what to do. */
export function problemOf(diagnostics: readonly Diagnostic[], stderr: string, folder: string): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const chdir = `-chdir=${folder}`;
  for (const { summary, line } of rules) {
    const matching = errors.filter((error) => summary.test(error.summary));
    if (matching.length > 0)
      return line(
        matching.map(({ summary: short, detail }) => detail || short),
        chdir,
      );
  }
  const [first] = errors;
  const what = first
    ? `${first.address ? `${first.address}: ` : ""}${firstSentence([first.summary, first.detail].filter(Boolean).join(": "))}`
    : firstSentence(stderr || "no message.");
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return `terraform must be able to plan, got${more}: ${what} See all of it: terraform ${chdir} plan.`;
}

/** Up to the first full stop that ends a sentence, and not much of it. */
function firstSentence(text: string): string {
  const line = oneLine(text);
  const sentence = /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? `${line}.`;
  return sentence.length > 300 ? `${sentence.slice(0, 300)}….` : sentence;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
