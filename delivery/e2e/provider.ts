import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { readKubeconfig } from "../../sandbox/shared/kubeconfig.ts";
import { evaluate } from "./evaluate.ts";
import { Kubernetes } from "./kubernetes.ts";
import type { RunProps } from "./run.ts";

/** The Kubernetes provider of a stack, as its JSON has it. */
interface ProviderArguments {
  readonly host?: string;
  readonly cluster_ca_certificate?: string;
  readonly exec?: readonly { readonly command: string; readonly args: readonly string[] }[];
  readonly config_path?: string;
  readonly config_context?: string;
}

/**
 * The API server that a stack talks to, by the address, the certificate and the
 * credential that Terraform's plugins use there. The stack must have been applied.
 */
export async function kubernetesOf(
  stack: string,
  { workspace, terraform, signal }: Pick<RunProps, "workspace" | "terraform" | "signal">,
): Promise<Kubernetes> {
  const folder = workspace.stackFolder(stack);
  const { provider } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as {
    readonly provider: { readonly kubernetes: readonly [ProviderArguments] };
  };
  const written = provider.kubernetes[0];
  const {
    host = "",
    cluster_ca_certificate,
    exec,
    config_path,
    config_context,
  } = (await evaluate(written, { workspace, variables: terraform.variables, signal })) as ProviderArguments;
  if (config_path !== undefined) {
    const { server, ca, cert, key } = readKubeconfig(config_path, config_context);
    return new Kubernetes({ endpoint: server.href, ca, credential: { cert, key } });
  }
  const [{ command = "", args = [] } = {}] = exec ?? [];
  return new Kubernetes({
    endpoint: host,
    ca: cluster_ca_certificate ?? "",
    async credential() {
      const env = terraform.variables;
      const { stdout } = await promisify(execFile)(command, [...args], { cwd: folder, env });
      return (JSON.parse(stdout) as { status: { token: string } }).status.token;
    },
  });
}
