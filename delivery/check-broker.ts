// `npm run check:broker`: clients of others against the embedded broker (sandbox/kafka), over TLS and with SCRAM:
// kcat, which is librdkafka, and the tools that come with Kafka, which are the Java clients. Those are Maven Central's
// jars; needs kcat, and a JDK with Maven. What is missing is named and skipped.
import { writeClientFiles } from "../sandbox/kafka/client-files.ts";
import { type KafkaSandbox, startKafkaSandbox } from "../sandbox/kafka/server.ts";
import type { ClientCheck } from "./broker/client-check.ts";
import { javaChecks } from "./broker/java-checks.ts";
import { kcatChecks } from "./broker/kcat-checks.ts";
import { counts, report, skip } from "./chart/counted.ts";
import { runProgram } from "./chart/run-program.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { kafkaJars, kafkaVersion, whyNoKafka } from "./kafka/jars.ts";

const usage = "Usage: npm run check:broker";

async function main(): Promise<void> {
  commandArguments(usage, { options: {} });
  const sandbox = await startKafkaSandbox({ port: 0 });
  try {
    const administrator = await writeClientFiles(sandbox, "administrator", "everything");
    const kcat = await runProgram("kcat", ["-V"]);
    const [, librdkafka = "of an unknown version"] = /librdkafka ([\d.]+)/.exec(kcat?.output ?? "") ?? [];
    // The topic is there in both cases: the last check of Java's looks whether only it is left.
    const checks = kcatChecks(sandbox, administrator);
    if (kcat) await runChecks(`librdkafka ${librdkafka}`, checks);
    else skip("kcat", "there is no kcat on PATH");

    const missing = await whyNoKafka();
    if (missing) skip(`the tools of Kafka ${kafkaVersion}`, missing);
    else {
      const producer = await writeClientFiles(sandbox, "producer", { write: ["java"] });
      const consumer = await writeClientFiles(sandbox, "consumer", {
        read: ["java"],
        groups: ["java-group"],
      });
      const clients = { jars: await kafkaJars(), administrator, producer, consumer };
      await runChecks(`Kafka ${kafkaVersion}`, javaChecks(sandbox, clients));
    }
    reportUnknown(sandbox);
  } finally {
    await sandbox.close();
  }
  const { passed, failed, skipped } = counts;
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function runChecks(client: string, checks: readonly ClientCheck[]): Promise<void> {
  for (const { name, run } of checks) report(`${client}: ${name}`, await run());
}

/** A client asks only for what ApiVersions lists, so an unknown call is a mistake in that list. */
function reportUnknown({ unknownCalls }: KafkaSandbox): void {
  const unknown = unknownCalls.map(({ apiKey, version }) => `API ${apiKey} version ${version}`);
  report("no client asked for what the broker does not know", unknown);
}

runCommand("check:broker", usage, main);
