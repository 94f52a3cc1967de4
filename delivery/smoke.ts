// `npm run smoke -- <environment>`: whether what was just deployed works. The chart's tests of each release, then one
// record into a producer and the same one out of a consumer.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../environments/all.ts";
import type { Environment } from "../environments/schema.ts";
import { workloadsOf } from "../stacks/naming.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { knownEnvironment } from "./known-environment.ts";
import { helmTest } from "./smoke/helm-test.ts";
import { type KubernetesAccess, podsOf } from "./smoke/kubectl.ts";
import { oneRecord } from "./smoke/one-record.ts";
import { type Forwarded, portForward } from "./smoke/port-forward.ts";
import { type SmokePair, smokePairs } from "./smoke/smoke-pairs.ts";

const usage = "Usage: npm run smoke -- <environment> [--kubeconfig <file>] [--seconds 60]";

function accessTo({ name, cluster }: Environment, given: string | undefined): KubernetesAccess {
  const context = cluster.kind === "existing" ? { context: cluster.context } : {};
  if (given !== undefined) return { ...context, kubeconfig: given };
  if (cluster.kind === "existing") return context;
  const kubeconfig = join(".millrace", name, "kubeconfig");
  if (!existsSync(kubeconfig)) {
    throw new Error(`${kubeconfig}: must be there, got none. Run \`npm run kubeconfig -- ${name}\` first.`);
  }
  return { kubeconfig };
}

async function sendOne(
  { producer, consumer }: SmokePair,
  access: KubernetesAccess,
  seconds: number,
): Promise<void> {
  const open: Forwarded[] = [];
  try {
    const forward = async (namespace: string, target: `${"pod" | "service"}/${string}`) => {
      const forwarded = await portForward(access, namespace, target);
      open.push(forwarded);
      return forwarded.url;
    };
    const url = await forward(producer.namespace, `service/${producer.name}`);
    const consumers: string[] = [];
    for (const pod of await podsOf(access, consumer.namespace, consumer.name)) {
      consumers.push(await forward(consumer.namespace, `pod/${pod}`));
    }
    const token = process.env.PRODUCER_TOKEN;
    const took = await oneRecord({
      producer: url,
      consumers,
      seconds,
      ...(token ? { token } : {}),
    });
    process.stdout.write(
      `${producer.name} → ${consumer.name}: one record, the same ${took.toFixed(1)} s later\n`,
    );
  } finally {
    for (const forwarded of open) forwarded.stop();
  }
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { kubeconfig: { type: "string" }, seconds: { type: "string", default: "60" } },
  });
  const [name, ...more] = positionals;
  const seconds = Number(values.seconds);
  if (!name || more.length > 0) {
    throw new Error(`arguments must name one environment, got ${positionals.join(" ") || "none"}. ${usage}`);
  }
  if (!(seconds > 0)) throw new Error(`--seconds must be above 0, got ${values.seconds}. ${usage}`);
  const environment = knownEnvironment(name, environments, usage);
  const access = accessTo(environment, values.kubeconfig);
  const pairs = smokePairs(environment);
  for (const { namespace, name: release } of workloadsOf(environment)) {
    await helmTest(access, namespace, release);
    process.stdout.write(`${release}: helm test passed\n`);
  }
  for (const pair of pairs) await sendOne(pair, access, seconds);
}

runCommand("smoke", usage, main);
