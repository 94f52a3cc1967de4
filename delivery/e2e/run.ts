import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Environment } from "../../environments/schema.ts";
import type { OciSandbox } from "../../sandbox/oci/server.ts";
import { Kubernetes } from "./kubernetes.ts";
import type { ResourceChange } from "./plan.ts";
import { Programs } from "./programs.ts";
import type { Terraform } from "./terraform.ts";
import type { Workspace } from "./workspace.ts";

export interface RunProps {
  readonly environment: Environment;
  readonly workspace: Workspace;
  readonly sandbox: OciSandbox;
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

  /** The cluster's API by the address, the certificate and the credential that Terraform uses. */
  kubernetes(): Kubernetes {
    const { environment, workspace, terraform } = this.props;
    const { outputs } = workspace.state(`${environment.name}-cluster`);
    const assets = join(workspace.stackFolder(`${environment.name}-apps`), "assets", "kube-credential");
    const [hash = ""] = readdirSync(assets);
    const script = join(assets, hash, "kube-credential.mjs");
    const region = "region" in environment.cluster ? environment.cluster.region : "";
    const args = [script, "oke", String(outputs.cluster_id), region];
    return new Kubernetes({
      endpoint: String(outputs.cluster_endpoint),
      caCertificate: String(outputs.cluster_ca_certificate),
      async token() {
        const { stdout } = await promisify(execFile)(process.execPath, args, { env: terraform.variables });
        return (JSON.parse(stdout) as { status: { token: string } }).status.token;
      },
    });
  }

  /** Runs the programs as their Deployments say and lets records flow; they go on until `stopPrograms`. */
  async recordsFlow(): Promise<string> {
    const { environment, workspace, sandbox, withApps } = this.props;
    if (!withApps) return "programs not run: no API server";
    await this.programs?.finish();
    const deployments = await this.kubernetes().deployments(environment.name);
    this.programs = await Programs.start(deployments, workspace, sandbox);
    return `${await this.programs.flow(20)} records, each consumed once`;
  }

  /** The same programs, still running. */
  async recordsStillFlow(): Promise<string> {
    if (!this.programs) return "programs not run: no API server";
    return `${await this.programs.flow(20)} records, each consumed once`;
  }

  async stopPrograms(): Promise<void> {
    await this.programs?.stop();
    this.programs = undefined;
  }
}
