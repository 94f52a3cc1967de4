import { parseArgs } from "node:util";
import { exportsOf, wholeNumber } from "../shared/command.ts";
import { startDigitalOceanSandbox } from "./server.ts";
import { terraformVariables } from "./terraform.ts";

const usage = `Usage: npm run sandbox -- digitalocean [--port 4600] [--kubeconfig FILE] [--json]
  --port        on 127.0.0.1; 0 takes any that is free
  --kubeconfig  of an API server, which is then behind the clusters that Terraform makes; also SANDBOX_KUBECONFIG
  --json        prints one line of JSON in place of the text`;

/** Runs the sandbox until Ctrl-C. Rejects with one clear line and the usage when an argument is wrong. */
export async function runDigitalOceanSandbox(argv: readonly string[]): Promise<void> {
  const { port, json, kubeconfig = process.env.SANDBOX_KUBECONFIG } = readOptions(argv);
  const sandbox = await startDigitalOceanSandbox({ port, kubeconfig });
  const stop = () => void sandbox.close();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const facts = { url: sandbox.url, terraform: terraformVariables(sandbox) };
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : describe(facts));
}

function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: "string", default: "4600" },
        kubeconfig: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    return { ...values, port: wholeNumber("--port", values.port, 0, 65_535) };
  } catch (error) {
    throw new Error(`sandbox: ${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

function describe({
  url,
  terraform,
}: {
  readonly url: string;
  readonly terraform: Readonly<Record<string, string>>;
}): string {
  const fault = (json: object) => `curl -X PUT ${url}/sandbox/faults -d '${JSON.stringify(json)}'`;
  return `Millrace sandbox  DigitalOcean's control plane, on this machine only
  address   ${url}

For Terraform with digitalocean/digitalocean, and whatever else takes an API token (what was made is at ${url}/sandbox/resources):
${exportsOf(terraform)}

Make it fail while it runs:
${fault({ kind: "throttle", count: 10, milliseconds: 2000 })}
${fault({ kind: "status", status: 503, fraction: 0.5 })}
${fault([
  { kind: "latency", milliseconds: 300 },
  { kind: "drop", operation: "CreateKubernetesCluster", count: 1 },
])}
${fault({ kind: "hang", operation: "GetKubernetesCluster", count: 1 })}
${fault({ kind: "unauthenticated", count: 1 })}
curl ${url}/sandbox/faults             # what is switched on
curl -X DELETE ${url}/sandbox/faults   # everything off again

Ctrl-C stops it.
`;
}
