// `npm run check:pods -- --producer <image@digest> --consumer <image@digest>`: the releases of the environment `local` in
// real pods of the cluster that POD_KUBECONFIG names: installed, tested, updated under load, an update that fails, a pod
// that is gone at once, uninstalled. The embedded broker runs in a pod in Kafka's place. Needs helm and kubectl, and
// is skipped without the cluster.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { counts, report, skip } from "./chart/counted.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { Cluster } from "./pods/cluster.ts";
import { startKafka } from "./pods/kafka.ts";
import { deletedAtOnce, failingUpdate, installed, tested, uninstalled, updated } from "./pods/steps.ts";

const usage = "Usage: npm run check:pods -- --producer <image@sha256:…> --consumer <image@sha256:…>";

const steps = {
  "both programs become ready in a namespace that admits no privileges": installed,
  "helm test passes, and one record arrives": tested,
  "an update under load: every record is taken, and arrives once": updated,
  "an update that never gets ready goes back, and nobody notices": failingUpdate,
  "a pod deleted at once: what was acknowledged arrives": deletedAtOnce,
  "nothing is left of the releases": uninstalled,
};

async function main(): Promise<void> {
  const { POD_KUBECONFIG: kubeconfig } = process.env;
  if (!kubeconfig) return skip("everything", "no POD_KUBECONFIG of a cluster that runs containers");
  const { values } = commandArguments(usage, {
    options: { producer: { type: "string" }, consumer: { type: "string" } },
  });
  const { producer = "", consumer = "" } = values;
  for (const [option, image] of Object.entries({ producer, consumer })) {
    if (!/@sha256:[0-9a-f]{64}$/.test(image)) {
      throw new Error(`--${option} must be an image by digest, got ${image || "nothing"}. ${usage}`);
    }
  }
  const folder = mkdtempSync(join(tmpdir(), "millrace-check-pods-"));
  const cluster = new Cluster(kubeconfig, `millrace-check-pods-${process.pid}`);
  try {
    await Promise.all([bundle("pods-broker", folder), bundle("pods-load", folder)]);
    await cluster.createNamespace();
    await startKafka(cluster, folder, producer);
    for (const [name, step] of Object.entries(steps)) {
      const problems = step({ cluster, folder, images: { producer, consumer } });
      report(name, await problems.catch(({ message }: Error) => [message]));
    }
  } finally {
    await cluster.deleteNamespace();
    rmSync(folder, { recursive: true });
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  if (counts.failed > 0) process.exitCode = 1;
}

runCommand("check:pods", usage, main);
