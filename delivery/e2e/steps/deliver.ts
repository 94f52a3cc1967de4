import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stackName } from "../../../stacks/naming.ts";
import type { Deployment } from "../../deploy/deployment.ts";
import { runCommand, whatWentWrong } from "../command.ts";
import type { EnvironmentRun } from "../run.ts";
import { CannotRunHere } from "../terraform.ts";
import { madeUpDigest } from "../updates.ts";
import { noDrift } from "./no-drift.ts";
import { tamper } from "./repair.ts";

/**
 * As a pipeline does it, by the same commands: another image is committed,
 * planned and applied as planned; drift is found; the reverted commit is the way
 * back, and takes what was changed by hand along.
 */
export async function deliver(run: EnvironmentRun): Promise<string> {
  const { environment, withApps, workspace } = run.props;
  if (!withApps) throw new CannotRunHere("no SANDBOX_KUBECONFIG: the commands plan every stack");
  const [app = ""] = Object.keys(environment.apps);
  const image = workspace.current.apps[app]?.image.digest ?? "";
  const use = (digest: string) => workspace.change({ apps: { [app]: { image: { digest } } } });
  const key = randomBytes(32).toString("base64");
  await command(run, "git", ["init", "--quiet"]);

  use(madeUpDigest("3"));
  await commit(run);
  const changed = await planAndApply(run, key);
  await drift(run, 0);
  const apps = stackName(environment, "apps");
  const byHand = await tamper(run, apps);
  const report = await drift(run, 2);
  if (!report.includes(`\n${apps}: drift\n`)) throw new Error(`drift must name ${apps}, got:\n${report}`);

  use(image);
  await commit(run);
  const reverted = await planAndApply(run, key);
  await drift(run, 0);
  await noDrift(run);
  return `applied as planned (${changed}); drift found (${byHand}); reverted (${reverted}), no drift`;
}

async function commit(run: EnvironmentRun): Promise<void> {
  const who = ["-c", "user.name=e2e", "-c", "user.email=e2e@example.com"];
  await command(run, "git", ["add", "environments"]);
  await command(run, "git", [...who, "commit", "--quiet", "--message=as a pull request would"]);
}

/** @returns what was applied */
async function planAndApply(run: EnvironmentRun, key: string): Promise<string> {
  const { environment, workspace } = run.props;
  await npmRun(run, "plan", [environment.name], { PLAN_KEY: key });
  await npmRun(run, "apply", [], { PLAN_KEY: key });
  const file = join(workspace.folder, ".millrace", "plans", "deployment.json");
  const { stacks } = JSON.parse(readFileSync(file, "utf8")) as Deployment;
  return stacks
    .filter(({ result }) => result === "applied")
    .map(({ name, changes }) => `${name}: ${changes}`)
    .join(", ");
}

async function drift(run: EnvironmentRun, expected: 0 | 2): Promise<string> {
  return npmRun(run, "drift", [run.props.environment.name], {}, expected);
}

function npmRun(
  run: EnvironmentRun,
  script: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  expected = 0,
): Promise<string> {
  const line = ["delivery/run.mjs", `delivery/${script}.ts`, ...args];
  return command(run, process.execPath, line, variables, expected);
}

/** @returns what it printed */
async function command(
  { props: { workspace, terraform, signal } }: EnvironmentRun,
  file: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  expected = 0,
): Promise<string> {
  const { code, stdout, output } = await runCommand(file, args, {
    cwd: workspace.folder,
    env: { ...terraform.variables, ...variables },
    logFile: workspace.logFile("deliver"),
    signal,
  });
  if (code === expected) return stdout;
  throw new Error(`${args.join(" ")}: must end with ${expected}, got ${code}:\n${whatWentWrong(output)}`);
}
