import { parseArgs } from "node:util";
import { exportsOf, wholeNumber } from "../shared/command.ts";
import { type ClientFiles, writeClientFiles } from "./client-files.ts";
import { type KafkaSandbox, startKafkaSandbox } from "./server.ts";
import { startSwitchboard } from "./switchboard.ts";

const usage = `Usage: npm run sandbox -- kafka [--port 9094] [--switches 4601] [--topic records] [--partitions 3] [--retention 24] [--group readers] [--json]
  --port        of the broker, on 127.0.0.1; 0 takes any that is free
  --switches    port of the HTTP server that makes it fail; 0 takes any that is free
  --topic       that is made; the producer may write it and the consumer read it
  --partitions  of that topic
  --retention   of that topic, in hours, 1 to 8760
  --group       that the consumer may be a member of
  --json        prints one line of JSON in place of the text`;

/** Runs the broker until Ctrl-C. Rejects with one clear line and the usage when an argument is wrong. */
export async function runKafkaSandbox(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  const sandbox = await startKafkaSandbox({ port: options.port });
  try {
    const switchboard = await startSwitchboard(sandbox, options.switches);
    const stop = () => void Promise.all([switchboard.close(), sandbox.close()]);
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const facts = { ...(await furnish(sandbox, options)), url: switchboard.url };
    process.stdout.write(options.json ? `${JSON.stringify(facts)}\n` : describe(options, facts));
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

interface Facts {
  readonly url: string;
  readonly bootstrapServers: string;
  readonly variables: Readonly<Record<"producer" | "consumer", Readonly<Record<string, string>>>>;
  readonly administrator: ClientFiles;
}

/** The topic, a user for each program as in a cluster, and one who may do everything. */
async function furnish(
  sandbox: KafkaSandbox,
  { topic, partitions, retention, group }: Options,
): Promise<Omit<Facts, "url">> {
  sandbox.createTopic({ name: topic, partitions, config: { "retention.ms": retention * 3_600_000 } });
  const producer = await sandbox.createUser({ name: "producer", access: { write: [topic] } });
  const consumer = await sandbox.createUser({ name: "consumer", access: { read: [topic], groups: [group] } });
  const variablesOf = ({ username, passwordFile }: typeof producer) => ({
    MESSAGING: "kafka",
    KAFKA_BOOTSTRAP_SERVERS: sandbox.bootstrapServers,
    KAFKA_TOPIC: topic,
    KAFKA_CA_FILE: sandbox.caFile,
    KAFKA_USERNAME: username,
    KAFKA_PASSWORD_FILE: passwordFile,
  });
  return {
    bootstrapServers: sandbox.bootstrapServers,
    variables: {
      producer: variablesOf(producer),
      consumer: { ...variablesOf(consumer), CONSUMER_GROUP: group },
    },
    administrator: await writeClientFiles(sandbox, "administrator", "everything"),
  };
}

type Options = ReturnType<typeof readOptions>;

function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: "string", default: "9094" },
        switches: { type: "string", default: "4601" },
        topic: { type: "string", default: "records" },
        partitions: { type: "string", default: "3" },
        retention: { type: "string", default: "24" },
        group: { type: "string", default: "readers" },
        json: { type: "boolean", default: false },
      },
    });
    return {
      ...values,
      port: wholeNumber("--port", values.port, 0, 65_535),
      switches: wholeNumber("--switches", values.switches, 0, 65_535),
      partitions: wholeNumber("--partitions", values.partitions, 1, 200),
      retention: wholeNumber("--retention", values.retention, 1, 8760),
    };
  } catch (error) {
    throw new Error(`sandbox: ${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

function describe(
  { topic, partitions, retention, group }: Options,
  { url, bootstrapServers, variables, administrator }: Facts,
): string {
  const fault = (json: object) => `curl -X PUT ${url}/sandbox/faults -d '${JSON.stringify(json)}'`;
  return `Millrace sandbox  Apache Kafka in memory, on this machine only
  address   ${bootstrapServers}, TLS with SCRAM-SHA-512
  topic     ${topic}, ${partitions} partition${partitions === 1 ? "" : "s"}, ${retention} h

For the producer, which may write the topic:
${exportsOf(variables.producer)}

For the consumer, which may read it in the group ${group}:
${exportsOf(variables.consumer)}

For other clients, who may do everything:
kcat -F ${administrator.librdkafka} -L
kafka-topics.sh --bootstrap-server ${bootstrapServers} --command-config ${administrator.java} --describe

Make it fail while it runs (the topics are at ${url}/sandbox/resources):
${fault({ kind: "error", operation: "Produce", error: "NOT_ENOUGH_REPLICAS", fraction: 0.5 })}
${fault([
  { kind: "latency", milliseconds: 300 },
  { kind: "drop", operation: "Produce", count: 1 },
])}
${fault({ kind: "hang", operation: "Fetch", count: 1 })}
curl -X POST ${url}/sandbox/restart -d '{"milliseconds": 5000}'
curl -X POST ${url}/sandbox/cut-connections
curl -X POST ${url}/sandbox/kick-members
curl ${url}/sandbox/faults             # what is switched on
curl -X DELETE ${url}/sandbox/faults   # everything off again

Ctrl-C stops it.
`;
}
