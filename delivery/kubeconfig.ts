// `npm run kubeconfig -- <environment>`: a kubeconfig for an environment that is deployed. It holds no credential: its
// user is the bundled program that gets one whenever kubectl asks.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import { environments } from "../environments/all.ts";
import type { DoksCluster } from "../environments/doks-schema.ts";
import type { OkeCluster } from "../environments/oke-schema.ts";
import type { Environment } from "../environments/schema.ts";
import { workloadsOf } from "../stacks/naming.ts";
import { bundle } from "./bundle.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { problemOf } from "./diff/problems.ts";
import { knownEnvironment } from "./known-environment.ts";
import { writeStacks } from "./local/synthesis.ts";
import { stacksOf } from "./synthesized-stacks.ts";
import { terraformWithInit } from "./terraform.ts";

const usage = "Usage: npm run kubeconfig -- <environment> [--output <file>] [--if-needed]";

/** Outputs of the cluster's stack that a kubeconfig is made of. */
const needed = ["cluster_id", "cluster_endpoint", "cluster_ca_certificate"] as const;

type ClusterOutputs = Readonly<Record<(typeof needed)[number], string>>;

/** Who asks, if not the default of the cloud's own tools; so that it is the same in the next shell. Never a credential. */
const kept = {
  oke: ["OCI_CLI_AUTH", "OCI_CLI_CONFIG_FILE", "OCI_CLI_PROFILE"],
  doks: ["DIGITALOCEAN_API_URL"],
} as const;

/** Reads what Terraform knows of the cluster, from wherever the environment keeps its state. */
async function clusterOutputs(environment: Environment): Promise<ClusterOutputs> {
  const name = `${environment.name}-cluster`;
  const stack = stacksOf([environment], "cdktf.out").find((candidate) => candidate.name === name);
  if (!stack) throw new Error(`${name}: must be a stack of the environment, got none. ${usage}`);
  const run = await terraformWithInit(stack.folder, ["output", "-json"], (step) =>
    process.stderr.write(`${name}: ${step}\n`),
  );
  if (run.status !== 0) throw new Error(`${name}: ${problemOf(run.diagnostics, run.stderr, stack.folder)}`);
  const outputs = JSON.parse(run.stdout) as Record<string, { readonly value: string } | undefined>;
  const missing = needed.filter((output) => typeof outputs[output]?.value !== "string");
  if (missing.length > 0) {
    const stacks = [...stack.dependencies, name].join(" ");
    throw new Error(
      `${name}: must be deployed, got no ${missing.join(", ")}. Run \`npx cdktf deploy ${stacks}\` first.`,
    );
  }
  const value = (output: (typeof needed)[number]) => outputs[output]?.value ?? "";
  return {
    cluster_id: value("cluster_id"),
    cluster_endpoint: value("cluster_endpoint"),
    cluster_ca_certificate: value("cluster_ca_certificate"),
  };
}

function kubeconfigOf(
  environment: Environment,
  cluster: OkeCluster | DoksCluster,
  outputs: ClusterOutputs,
  credential: string,
): object {
  const { name } = environment;
  const { kind } = cluster;
  const env = kept[kind].flatMap((variable) => {
    const value = process.env[variable];
    if (!value) return [];
    // kubectl runs the program in whatever folder it was started in itself.
    const isRelative = variable === "OCI_CLI_CONFIG_FILE" && !value.startsWith("~");
    return [{ name: variable, value: isRelative ? resolve(value) : value }];
  });
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "node",
    args: [credential, kind, outputs.cluster_id, ...(kind === "oke" ? [cluster.region] : [])],
    interactiveMode: "Never",
    ...(env.length > 0 ? { env } : {}),
  };
  const server = {
    server: outputs.cluster_endpoint,
    "certificate-authority-data": Buffer.from(outputs.cluster_ca_certificate).toString("base64"),
  };
  // Of the programs; with Kafka only, they are beside it.
  const namespace = workloadsOf(environment)[0]?.namespace ?? name;
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: server }],
    users: [{ name, user: { exec } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    "current-context": name,
  };
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { output: { type: "string" }, "if-needed": { type: "boolean", default: false } },
  });
  const [name, ...more] = positionals;
  if (!name || more.length > 0) {
    throw new Error(`arguments must name one environment, got ${positionals.join(" ") || "none"}. ${usage}`);
  }
  const environment = knownEnvironment(name, environments, usage);
  const { cluster } = environment;
  if (cluster.kind === "existing" && values["if-needed"]) {
    process.stdout.write(`${name} has the context ${cluster.context} already.\n`);
    return;
  }
  if (cluster.kind === "existing") {
    throw new Error(
      `${name}.cluster.kind must be oke or doks, got existing. Use what you have: kubectl --context ${cluster.context} get nodes.`,
    );
  }
  await writeStacks();
  const outputs = await clusterOutputs(environment);
  const folder = resolve(".millrace", name);
  const credential = await bundle("kube-credential", folder);
  const file = values.output ?? join(".millrace", name, "kubeconfig");
  mkdirSync(dirname(resolve(file)), { recursive: true });
  const kubeconfig = kubeconfigOf(environment, cluster, outputs, credential.file);
  writeFileSync(file, stringify(kubeconfig), { mode: 0o600 });
  process.stdout.write(`${file} is written. Try it: kubectl --kubeconfig ${file} get nodes\n`);
}

runCommand("kubeconfig", usage, main);
