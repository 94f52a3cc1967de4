import { rmSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../../environments/all.ts";
import type { Environment } from "../../environments/schema.ts";
import { kafkaNamespace } from "../../stacks/naming.ts";
import { administrator } from "./administrator.ts";
import type { Cloud } from "./cloud.ts";
import { startClouds } from "./clouds.ts";
import { ClusterScope } from "./cluster-scope.ts";
import { writeKubeconfig } from "./existing-cluster.ts";
import { namespacesOf } from "./namespaces.ts";
import { type OperatorChart, operatorChart } from "./operator-chart.ts";
import { promotedFrom } from "./promoted-from.ts";
import { EnvironmentRun } from "./run.ts";
import { steps } from "./steps.ts";
import { Strimzi, whatIsPlayed } from "./strimzi.ts";
import { systemVariables } from "./system-variables.ts";
import type { StepResult } from "./table.ts";
import { CannotRunHere, count, Terraform } from "./terraform.ts";
import { beforehand, statesBesideIt } from "./updates.ts";
import { Workspace } from "./workspace.ts";

export interface EnvironmentProps {
  readonly environment: Environment;
  /** Of an API server that the stand-ins' clusters lead to; undefined leaves out what runs in one. */
  readonly kubeconfig: string | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Takes one environment through all steps, up to the first that fails. The folder of a failed run is kept. */
export async function runEnvironment(props: EnvironmentProps): Promise<readonly StepResult[]> {
  const { environment, kubeconfig, signal, say } = props;
  const { name } = environment;
  const results: StepResult[] = [];
  const inside = kubeconfig === undefined ? undefined : administrator(kubeconfig);
  for (const namespace of inside ? namespacesOf(environment) : []) {
    if (await inside?.find(`/api/v1/namespaces/${namespace}`)) {
      throw new Error(
        `API server: must have no namespace ${namespace} before, got one. Another run may use it; if none does, delete it.`,
      );
    }
  }
  const scope = inside && (await ClusterScope.of(inside, namespacesOf(environment)));
  const workspace = new Workspace(environment, kubeconfig === undefined);
  const chart = environment.kafka && operatorChart(workspace.folder);
  say(`${name}  in ${workspace.folder}`);
  let clouds: readonly Cloud[] = [];
  let strimzi: Strimzi | undefined;
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
      for (const patch of beforehand(environment)) workspace.description.change(patch);
      const from = promotedFrom(environment, environments);
      if (from) {
        workspace.description.change(statesBesideIt(from), from.name);
        workspace.description.useImages("2", from.name);
      }
      const stacks = (await workspace.synth(signal)).map((stack) => stack.name);
      if (stacks.length === 0) throw new CannotRunHere("no SANDBOX_KUBECONFIG: nothing of it can be made");
      clouds = await startClouds(environment, kubeconfig);
      const terraform = new Terraform({
        workspace,
        variables: variablesFor(props, workspace, clouds, chart),
        signal,
        onStack: (stack, seconds, what) =>
          say(`    ${stack.padEnd(24)} ${seconds.toFixed(1).padStart(5)} s  ${what}`),
      });
      await terraform.init(stacks);
      const withApps = kubeconfig !== undefined;
      if (inside && environment.kafka) {
        strimzi = await Strimzi.start({ kubernetes: inside, namespace: kafkaNamespace(environment) });
      }
      run = new EnvironmentRun({
        environment,
        workspace,
        clouds,
        strimzi,
        scope,
        terraform,
        stacks,
        withApps,
        signal,
      });
      return `every plugin of ${count(stacks.length, "stack")} installed`;
    });
    const note = (what: string, result: StepResult["result"], detail: string) =>
      results.push({ environment: name, step: `  ${what}`, seconds: 0, result, detail });
    if (run?.props.withApps === false) {
      note("programs", "skipped", "no SANDBOX_KUBECONFIG: without the stacks on Kubernetes and the programs");
    }
    if (strimzi) {
      note("Kafka", "played", `${chart?.detail}; ${whatIsPlayed}`);
    }
    for (const [stepName, work] of steps) {
      const ready = run;
      if (ready === undefined || results.some(({ result }) => result === "failed")) break;
      await step(stepName, () => work(ready));
    }
  } finally {
    await run?.stop();
    await scope?.restore().catch((error: Error) => say(error.message));
    await strimzi?.close();
    await Promise.all(clouds.map((cloud) => cloud.close()));
    if (results.some(({ result }) => result === "failed"))
      say(`Logs and states are kept in ${workspace.folder}`);
    else rmSync(workspace.folder, { recursive: true, force: true });
  }
  return results;
}

function variablesFor(
  { environment: { cluster }, kubeconfig }: EnvironmentProps,
  { folder }: Workspace,
  clouds: readonly Cloud[],
  chart: OperatorChart | undefined,
): Record<string, string> {
  const variables = Object.assign(systemVariables(), ...clouds.map((cloud) => cloud.variables));
  if (chart?.path !== undefined) variables.TF_VAR_strimzi_chart = chart.path;
  if (cluster.kind === "existing" && kubeconfig !== undefined) {
    variables.TF_VAR_kubeconfig = join(folder, "kubeconfig");
    writeKubeconfig(variables.TF_VAR_kubeconfig, cluster.context, kubeconfig);
  }
  return { ...variables, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", CI: "1" };
}
