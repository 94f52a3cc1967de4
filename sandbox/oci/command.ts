import { parseArgs } from "node:util";
import { exportsOf, wholeNumber } from "../shared/command.ts";
import { startOciSandbox } from "./server.ts";
import { terraformVariables } from "./terraform.ts";

const usage = `Usage: npm run sandbox -- [oci] [--port 4599] [--stream events] [--partitions 1] [--retention 24] [--unlimited] [--kubeconfig FILE] [--json]
  --port        on 127.0.0.1; 0 takes any that is free
  --stream      name of the stream that is made
  --partitions  of that stream
  --retention   of that stream, in hours, 24 to 168
  --unlimited   lifts the 1 MB a second of writes and the 5 gets a second, for benchmarks
  --kubeconfig  of an API server, which is then behind the clusters that Terraform makes; also SANDBOX_KUBECONFIG
  --json        prints one line of JSON in place of the text`;

/** Runs the sandbox until Ctrl-C. Rejects with one clear line and the usage when an argument is wrong. */
export async function runOciSandbox(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  const { port, unlimited, kubeconfig = process.env.SANDBOX_KUBECONFIG } = options;
  const sandbox = await startOciSandbox({ port, unlimited, kubeconfig });
  const stop = () => void sandbox.close();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const stream = sandbox.createStream({
      name: options.stream,
      partitions: options.partitions,
      retentionInHours: options.retention,
    });
    const secret = sandbox.createSecret({
      name: `${options.stream}-connection`,
      content: JSON.stringify({ streamMessagesEndpoint: stream.messagesEndpoint, streamOCID: stream.id }),
    });
    const variables = {
      MESSAGING: "oci-streaming",
      STREAM_DETAILS_SECRET_OCID: secret.id,
      OCI_AUTH: "config-file",
      OCI_REGION: sandbox.region,
      OCI_CONFIG_FILE: sandbox.configFile,
      OCI_CONFIG_PROFILE: "DEFAULT",
      OCI_SECRETS_ENDPOINT: sandbox.url,
    };
    const terraform = terraformVariables(sandbox);
    const facts = { url: sandbox.url, streamId: stream.id, secretId: secret.id, variables, terraform };
    process.stdout.write(options.json ? `${JSON.stringify(facts)}\n` : describe(options, facts));
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

type Options = ReturnType<typeof readOptions>;

function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: "string", default: "4599" },
        stream: { type: "string", default: "events" },
        partitions: { type: "string", default: "1" },
        retention: { type: "string", default: "24" },
        unlimited: { type: "boolean", default: false },
        kubeconfig: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    return {
      ...values,
      port: wholeNumber("--port", values.port, 0, 65_535),
      partitions: wholeNumber("--partitions", values.partitions, 1, 200),
      retention: wholeNumber("--retention", values.retention, 24, 168),
    };
  } catch (error) {
    throw new Error(`sandbox: ${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

interface Facts {
  readonly url: string;
  readonly streamId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly terraform: Readonly<Record<string, string>>;
}

function describe(
  { stream, partitions, retention, unlimited }: Options,
  { url, streamId, variables, terraform }: Facts,
): string {
  const fault = (json: object) => `curl -X PUT ${url}/sandbox/faults -d '${JSON.stringify(json)}'`;
  return `Millrace sandbox  Oracle Cloud's streams, secrets and control plane, on this machine only
  address   ${url}${unlimited ? ", without limits" : ""}
  stream    ${stream}, ${partitions} partition${partitions === 1 ? "" : "s"}, ${retention} h
            ${streamId}

For the programs (the SDK reads OCI_CONFIG_FILE too; set its clients' endpoint to ${url}):
${exportsOf(variables)}

For Terraform with oracle/oci (what it made is at ${url}/sandbox/resources):
${exportsOf(terraform)}

Make it fail while it runs:
${fault({ kind: "throttle", operation: "PutMessages", count: 10, milliseconds: 400 })}
${fault({ kind: "refuse", fraction: 0.2 })}
${fault({ kind: "status", status: 500, fraction: 0.5 })}
${fault([
  { kind: "latency", milliseconds: 300 },
  { kind: "drop", operation: "PutMessages", count: 1 },
])}
${fault({ kind: "hang", operation: "GetMessages", count: 1 })}
${fault({ kind: "unauthenticated", count: 1 })}
${fault({ kind: "expire-cursors", count: 1 })}
curl ${url}/sandbox/faults             # what is switched on
curl -X DELETE ${url}/sandbox/faults   # everything off again

Ctrl-C stops it.
`;
}
