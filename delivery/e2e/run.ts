import { join } from "node:path";
import type { Environment } from "../../environments/schema.ts";
import { stackName, workloadsOf } from "../../stacks/naming.ts";
import type { Cloud } from "./cloud.ts";
import type { ClusterScope } from "./cluster-scope.ts";
import type { Kubernetes } from "./kubernetes.ts";
import { secretFiles } from "./mounts.ts";
import { namespacesOf } from "./namespaces.ts";
import { Pipeline } from "./pipeline.ts";
import type { ResourceChange } from "./plan.ts";
import { type Installed, Programs } from "./programs.ts";
import { kubernetesOf } from "./provider.ts";
import type { Strimzi } from "./strimzi.ts";
import { CannotRunHere, type Terraform } from "./terraform.ts";
import type { Workspace } from "./workspace.ts";

export interface RunProps {
  readonly environment: Environment;
  readonly workspace: Workspace;
  readonly clouds: readonly Cloud[];
  /** Undefined where there is no Kafka, or nowhere to install it. */
  readonly strimzi: Strimzi | undefined;
  /** Undefined where there is no API server. */
  readonly scope: ClusterScope | undefined;
  readonly terraform: Terraform;
  /** In the order in which they are applied. */
  readonly stacks: readonly string[];
  /** Whether there is an API server, and so the stack with the programs. */
  readonly withApps: boolean;
  readonly signal: AbortSignal;
}

/** One environment on its way through the steps. */
export class EnvironmentRun {
  readonly props: RunProps;
  private programs: Programs | undefined;
  private started: Promise<Pipeline> | undefined;

  constructor(props: RunProps) {
    this.props = props;
  }

  /** @returns the stacks with a plan that is not empty, two plans at a time: one has a core */
  async plans(): Promise<ReadonlyMap<string, readonly ResourceChange[]>> {
    const { stacks, terraform } = this.props;
    const waiting = [...stacks];
    const changes = new Map<string, readonly ResourceChange[]>();
    const worker = async () => {
      for (let stack = waiting.shift(); stack !== undefined; stack = waiting.shift()) {
        const planned = await terraform.plan(stack);
        if (planned.length > 0) changes.set(stack, planned);
      }
    };
    await Promise.all([worker(), worker()]);
    return changes;
  }

  /** The API server that a stack talks to, as Terraform's plugins reach it there. */
  kubernetes(stack: string): Promise<Kubernetes> {
    return kubernetesOf(stack, this.props);
  }

  /** Runs the programs as their Deployments say and lets records flow; they go on until `stopPrograms`. */
  async recordsFlow(): Promise<string> {
    if (!this.props.withApps) return "programs not run: no API server";
    await this.programs?.finish();
    this.programs = await Programs.start(await this.installed(), this.props.workspace);
    return `${await this.programs.flow(20)} records, each consumed once`;
  }

  private async installed(): Promise<readonly Installed[]> {
    const { environment, workspace, clouds, strimzi } = this.props;
    const all = [...clouds.map((cloud) => cloud.surroundings()), strimzi?.surroundings()];
    const outside = (await Promise.all(all)).filter((one) => one !== undefined);
    const kubernetes = await this.kubernetes(stackName(environment, "apps"));
    const programs = new Set(workloadsOf(environment).map(({ name }) => name));
    const installed: Installed[] = [];
    for (const namespace of namespacesOf(environment)) {
      for (const deployment of await kubernetes.deployments(namespace)) {
        if (!programs.has(deployment.metadata.name)) continue;
        const folder = join(workspace.folder, "mounts", namespace, deployment.metadata.name);
        const files = await secretFiles(deployment, namespace, kubernetes, folder);
        const variables = Object.assign({}, ...outside.map((one) => one.variables));
        const surroundings = { variables, files: Object.assign(files, ...outside.map((one) => one.files)) };
        installed.push({ deployment, surroundings });
      }
    }
    return installed;
  }

  /** The same programs, still running. */
  async recordsStillFlow(): Promise<string> {
    if (!this.programs) return "programs not run: no API server";
    return `${await this.programs.flow(20)} records, each consumed once`;
  }

  /** Of the program that runs as this Deployment says. */
  urlOf(deployment: string): string {
    return this.programs?.urlOf(deployment) ?? "";
  }

  async stopPrograms(): Promise<void> {
    await this.programs?.stop();
    this.programs = undefined;
  }

  /** @throws CannotRunHere where not all of the stacks are here: the commands plan every one */
  pipeline(): Promise<Pipeline> {
    if (!this.props.withApps) throw new CannotRunHere("no SANDBOX_KUBECONFIG: the commands plan every stack");
    this.started ??= Pipeline.start(this.props);
    return this.started;
  }

  async stop(): Promise<void> {
    await this.stopPrograms();
    await (await this.started)?.stop();
  }
}
