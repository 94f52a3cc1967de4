import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClientFiles } from "../../sandbox/kafka/client-files.ts";
import type { KafkaSandbox } from "../../sandbox/kafka/server.ts";
import { type ClientCheck, expectLines, expectOutput, runTool } from "./client-check.ts";

export interface JavaClients {
  /** Folder with Kafka's jars. */
  readonly jars: string;
  readonly administrator: ClientFiles;
  /** May write the topic `java`. */
  readonly producer: ClientFiles;
  /** May read the topic `java` in the group `java-group`. */
  readonly consumer: ClientFiles;
}

const virtualMachine = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
const quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error";

/** What the tools that come with Kafka do, and with them the Java clients. */
export function javaChecks(
  { bootstrapServers, folder }: KafkaSandbox,
  { jars, administrator, producer, consumer }: JavaClients,
): readonly ClientCheck[] {
  const tool = (user: ClientFiles, name: string, args: readonly string[], input?: string) => {
    const main = `${name.startsWith("kafka.") ? "" : "org.apache.kafka.tools."}${name}`;
    const common = ["--bootstrap-server", bootstrapServers, "--command-config", user.java];
    return runTool("java", [...virtualMachine, quiet, "-cp", `${jars}/*`, main, ...common, ...args], input);
  };
  const topics = (...args: string[]) => tool(administrator, "TopicCommand", args);
  const groups = (...args: string[]) => tool(administrator, "consumer.group.ConsumerGroupCommand", args);
  const lines = Array.from({ length: 20 }, (_, number) => `record-${number}`);
  const read = ["--topic", "java", "--group", "java-group", "--from-beginning"];
  return [
    {
      name: "kafka-topics creates, grows and describes a topic",
      run: async () => [
        ...expectOutput(
          await topics(
            "--create",
            "--topic",
            "java",
            "--partitions",
            "2",
            "--config",
            "retention.ms=3600000",
          ),
          /Created topic java\./,
        ),
        ...expectOutput(await topics("--alter", "--topic", "java", "--partitions", "3")),
        ...expectOutput(
          await topics("--describe", "--topic", "java"),
          /PartitionCount: 3\tReplicationFactor: 1\tConfigs: retention\.ms=3600000/,
          /Partition: 2\tLeader: 1\tReplicas: 1\tIsr: 1/,
        ),
      ],
    },
    {
      name: "kafka-configs changes and describes a topic's settings",
      run: async () => {
        const entity = ["--entity-type", "topics", "--entity-name", "java"];
        const configs = (...args: string[]) =>
          tool(administrator, "kafka.admin.ConfigCommand", [...entity, ...args]);
        return [
          ...expectOutput(await configs("--alter", "--add-config", "max.message.bytes=2000000")),
          ...expectOutput(
            await configs("--describe"),
            /max\.message\.bytes=2000000/,
            /retention\.ms=3600000/,
          ),
        ];
      },
    },
    {
      name: "kafka-console-producer writes idempotently as a user that may write one topic",
      run: async () =>
        expectOutput(await tool(producer, "ConsoleProducer", ["--topic", "java"], lines.join("\n"))),
    },
    {
      name: "kafka-console-consumer reads everything as a user that may read it in one group",
      run: async () => {
        const args = [...read, "--max-messages", String(lines.length)];
        const result = await tool(consumer, "consumer.ConsoleConsumer", args);
        return [...expectOutput(result), ...expectLines(result.output, lines)];
      },
    },
    {
      name: "kafka-console-consumer is refused another group",
      run: async () => {
        const args = ["--topic", "java", "--group", "other", "--timeout-ms", "5000"];
        const { code, output, errors } = await tool(consumer, "consumer.ConsoleConsumer", args);
        const refused = /Not authorized to access group: other/.test(output + errors);
        return refused ? [] : [`expected a refusal, got exit code ${code}: ${output}${errors}`];
      },
    },
    {
      name: "kafka-consumer-groups lists and describes groups, without lag, and sets them back",
      run: async () => [
        ...expectOutput(await groups("--list"), /^java-group$/m),
        ...expectOutput(
          await groups("--describe", "--group", "java-group"),
          /^java-group +java +0 +(\d+) +\1 +0 /m,
          /^java-group +java +2 +(\d+) +\1 +0 /m,
        ),
        ...expectOutput(
          await groups(
            "--reset-offsets",
            "--group",
            "java-group",
            "--topic",
            "java",
            "--to-earliest",
            "--execute",
          ),
          /^java-group +java +2 +0 *$/m,
        ),
      ],
    },
    {
      name: "kafka-producer-perf-test and kafka-consumer-perf-test move 50 000 records each",
      run: async () => {
        const load = [
          "--topic",
          "java",
          "--num-records",
          "50000",
          "--record-size",
          "100",
          "--throughput",
          "-1",
        ];
        const properties = ["--producer-props", `bootstrap.servers=${bootstrapServers}`];
        const main = "org.apache.kafka.tools.ProducerPerformance";
        const perf = [...virtualMachine, quiet, "-cp", `${jars}/*`, main, ...load, ...properties];
        const sent = await runTool("java", [...perf, "--producer.config", producer.java]);
        const got = await tool(administrator, "ConsumerPerformance", [
          ...["--topic", "java", "--num-records", "50000", "--timeout", "20000"],
        ]);
        return [...expectOutput(sent, /50000 records sent/), ...expectOutput(got, /, 500\d\d, /)];
      },
    },
    {
      name: "kafka-get-offsets and kafka-delete-records agree on where a partition begins",
      run: async () => {
        const file = join(folder, "offsets.json");
        const partitions = [{ topic: "java", partition: 0, offset: -1 }];
        await writeFile(file, JSON.stringify({ version: 1, partitions }));
        const removed = await tool(administrator, "DeleteRecordsCommand", ["--offset-json-file", file]);
        const [, mark = "none"] = /partition: java-0\tlow_watermark: (\d+)/.exec(removed.output) ?? [];
        const offsets = await tool(administrator, "GetOffsetShell", [
          "--topic",
          "java",
          "--time",
          "earliest",
        ]);
        return [...expectOutput(removed), ...expectOutput(offsets, new RegExp(`^java:0:${mark}$`, "m"))];
      },
    },
    {
      name: "kafka-consumer-groups and kafka-topics delete what was made",
      run: async () => [
        ...expectOutput(
          await groups("--delete-offsets", "--group", "java-group", "--topic", "java"),
          /java +0 +Successful/,
        ),
        ...expectOutput(await groups("--delete", "--group", "java-group"), /successful/),
        ...expectOutput(await topics("--delete", "--topic", "java")),
        ...expectLines((await topics("--list")).output, ["kcat"]),
      ],
    },
  ];
}
