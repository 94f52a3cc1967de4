import { rmSync } from "node:fs";
import type { Environment } from "../../environments/schema.ts";
import { type OciSandbox, startOciSandbox } from "../../sandbox/oci/server.ts";
import { terraformVariables } from "../../sandbox/oci/terraform.ts";
import { RealNamespace } from "./api-server.ts";
import { EnvironmentRun } from "./run.ts";
import { apply } from "./steps/apply.ts";
import { destroy } from "./steps/destroy.ts";
import { kill } from "./steps/kill.ts";
import { noDrift } from "./steps/no-drift.ts";
import { repair } from "./steps/repair.ts";
import { update } from "./steps/update.ts";
import type { StepResult } from "./table.ts";
import { CannotRunHere, count, Terraform } from "./terraform.ts";
import { beforehand } from "./updates.ts";
import { systemVariables, Workspace } from "./workspace.ts";

export interface EnvironmentProps {
  readonly environment: Environment;
  /** Of an API server that the sandbox's clusters lead to; undefined leaves out what runs in one. */
  readonly kubeconfig: string | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

type Step = readonly [name: string, run: (run: EnvironmentRun) => Promise<string>];

const steps: readonly Step[] = [
  ["1 apply", apply],
  ["2 no drift", noDrift],
  ["3 repair", repair],
  ["4 update", update],
  ["5 kill -9", kill],
  ["6 destroy", destroy],
];

/** What the stacks ask for and the sandbox does not care about. */
const account = {
  TF_VAR_registry_username: "e2e@example.com",
  TF_VAR_registry_auth_token: "made-up",
};

/** Takes one environment through all steps, up to the first that fails. The folder of a failed run is kept. */
export async function runEnvironment(props: EnvironmentProps): Promise<readonly StepResult[]> {
  const { environment, kubeconfig, signal, say } = props;
  const { name } = environment;
  const results: StepResult[] = [];
  const namespace = kubeconfig === undefined ? undefined : new RealNamespace(kubeconfig, name);
  if (await namespace?.exists()) {
    throw new Error(
      `API server: must have no namespace ${name} before, got one. Another run may use it; if none does, delete it.`,
    );
  }
  const workspace = new Workspace(environment, kubeconfig === undefined);
  say(`${name}  in ${workspace.folder}`);
  let sandbox: OciSandbox | undefined;
  let run: EnvironmentRun | undefined;

  const step = async (stepName: string, work: () => Promise<string>): Promise<void> => {
    const start = performance.now();
    const add = (result: StepResult["result"], detail: string) => {
      const seconds = (performance.now() - start) / 1000;
      results.push({ environment: name, step: stepName, seconds, result, detail });
    };
    say(stepName);
    try {
      add("passed", await work());
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof CannotRunHere) {
        add("skipped", error.message);
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      say(message);
      add("failed", message.split("\n").slice(0, 2).join(" "));
    }
  };

  try {
    await step("0 init", async () => {
      workspace.change(beforehand(environment));
      const stacks = (await workspace.synth(signal)).map((stack) => stack.name);
      sandbox = await startOciSandbox({ port: 0, ...(kubeconfig === undefined ? {} : { kubeconfig }) });
      const terraform = new Terraform({
        workspace,
        variables: variablesFor(sandbox),
        signal,
        onStack: (stack, seconds, what) =>
          say(`    ${stack.padEnd(24)} ${seconds.toFixed(1).padStart(5)} s  ${what}`),
      });
      await terraform.init(stacks);
      const withApps = kubeconfig !== undefined;
      run = new EnvironmentRun({ environment, workspace, sandbox, terraform, stacks, withApps, signal });
      return `every plugin of ${count(stacks.length, "stack")} installed`;
    });
    if (run?.props.withApps === false) {
      const detail = `no SANDBOX_KUBECONFIG: without ${name}-apps and the programs`;
      results.push({ environment: name, step: "  programs", seconds: 0, result: "skipped", detail });
    }
    for (const [stepName, work] of steps) {
      const ready = run;
      if (ready === undefined || results.some(({ result }) => result === "failed")) break;
      await step(stepName, () => work(ready));
    }
  } finally {
    await run?.stopPrograms();
    await namespace?.remove().catch((error: Error) => say(error.message));
    await sandbox?.close();
    if (results.some(({ result }) => result === "failed"))
      say(`Logs and states are kept in ${workspace.folder}`);
    else rmSync(workspace.folder, { recursive: true, force: true });
  }
  return results;
}

function variablesFor(sandbox: OciSandbox): Record<string, string> {
  return {
    ...systemVariables(),
    ...account,
    ...terraformVariables(sandbox),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    CI: "1",
  };
}
