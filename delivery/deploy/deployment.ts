/** What an apply did: plain data that survives JSON. */
export interface Deployment {
  readonly environments: readonly string[];
  readonly commit: string;
  /** ISO 8601. */
  readonly plannedAt: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly succeeded: boolean;
  readonly stacks: readonly StackResult[];
}

export interface StackResult {
  readonly name: string;
  /**
   * `refused`: planned again, it would not do what was approved, so nothing was
   * done. `failed`: Terraform stopped on the way. `not reached`: one before it
   * was refused or failed, or somebody interrupted.
   */
  readonly result: "applied" | "unchanged" | "refused" | "failed" | "not reached";
  /** Resources that were to change. */
  readonly changes: number;
  readonly seconds: number;
  /** One line with what to do. */
  readonly problem?: string;
}

/** For a comment on the change that brought the commit. */
export function renderDeployment(deployment: Deployment, runUrl?: string): string {
  const { environments, commit, seconds, succeeded, stacks } = deployment;
  const where = environments.join(", ");
  const run = runUrl === undefined ? "" : ` ([run](${runUrl}))`;
  const rows = stacks.map(
    ({ name, result, changes, seconds: each }) =>
      `| ${name} | ${result} | ${changes} | ${each.toFixed(1)} s |`,
  );
  const problems = stacks.flatMap(({ name, problem }) => (problem ? [fenced(`${name}: ${problem}`)] : []));
  const title = succeeded ? `Deployed to ${where}` : `Deploy to ${where} stopped`;
  return [
    `**${title}** after ${seconds.toFixed(1)} s, commit ${commit}${run}`,
    ["| stack | result | changes | time |", "|---|---|--:|--:|", ...rows].join("\n"),
    ...problems,
    ...(succeeded ? [] : ["What is applied stays. Plan again: the new plan has what is left."]),
  ].join("\n\n");
}

/** A few lines of text as they are, whatever is in them. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text.slice(0, 10_000)}\n${fence}`;
}
