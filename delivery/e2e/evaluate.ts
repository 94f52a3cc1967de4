import { runCommand } from "./command.ts";
import type { Workspace } from "./workspace.ts";

export interface EvaluateProps {
  readonly workspace: Workspace;
  /** Of Terraform. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What a part of the JSON of some stack comes to, with what the states of other stacks and variables say now. */
export async function evaluate(
  part: unknown,
  { workspace, variables, signal }: EvaluateProps,
): Promise<unknown> {
  const expression = expressionOf(part)
    .replace(remoteOutput, (_, stack: string, output: string) =>
      literal(workspace.state(stack).outputs[output]),
    )
    .replace(/\bvar\.(\w+)/g, (_, name: string) => literal(variables[`TF_VAR_${name}`]));
  // In a folder with no configuration, so that no plugin is needed.
  const { stdout } = await runCommand("terraform", ["console"], {
    cwd: workspace.logFolder,
    env: variables,
    logFile: workspace.logFile("console"),
    signal,
    input: `jsonencode(${expression})\n`,
  });
  try {
    // A string of HCL that is JSON, which is a string of JSON as well.
    return JSON.parse(JSON.parse(stdout) as string);
  } catch (error) {
    throw new Error(`console must print the value of ${expression}, got:\n${stdout}`, { cause: error });
  }
}

/** Of another stack, as cdktf refers to it. */
const remoteOutput =
  /data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+?)\.outputs\.([\w-]+)/g;

/** A value as an expression that refers to nothing. */
const literal = (value: unknown) => JSON.stringify(value ?? null).replaceAll("${", "$${");

/** Strings in the JSON of a stack are templates, and are the same in an expression. */
function expressionOf(part: unknown): string {
  if (typeof part === "string") return part.includes("${") ? `"${part}"` : JSON.stringify(part);
  if (Array.isArray(part)) return `[${part.map(expressionOf).join(",")}]`;
  if (typeof part !== "object" || part === null) return JSON.stringify(part);
  const entries = Object.entries(part).map(
    ([name, value]) => `${JSON.stringify(name)}=${expressionOf(value)}`,
  );
  return `{${entries.join(",")}}`;
}
