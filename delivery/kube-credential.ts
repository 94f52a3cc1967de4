// The `exec` program of the Kubernetes and Helm providers and of kubeconfigs:
// prints a credential that lives for minutes, so that none is ever stored.
import type { ClusterToken } from "./credential/cluster-token.ts";
import { doksToken } from "./credential/doks-token.ts";
import type { Variables } from "./credential/identity.ts";
import { okeToken } from "./credential/oke-token.ts";

interface Cloud {
  /** What must be said about a cluster. */
  readonly arguments: readonly string[];
  readonly token: (given: readonly string[], variables: Variables) => Promise<ClusterToken>;
}

const clouds: Readonly<Record<string, Cloud>> = {
  oke: { arguments: ["<cluster-ocid>", "<region>"], token: okeToken },
  doks: { arguments: ["<cluster-id>"], token: doksToken },
};

async function main([kind = "", ...given]: readonly string[]): Promise<void> {
  const cloud = Object.hasOwn(clouds, kind) ? clouds[kind] : undefined;
  if (cloud === undefined || given.length !== cloud.arguments.length || given.includes("")) {
    const forms = Object.entries(clouds).map(
      ([name, { arguments: parts }]) => `\`${[name, ...parts].join(" ")}\``,
    );
    throw new Error(`arguments must be ${forms.join(" or ")}. Correct the exec command.`);
  }
  const { token, expiresAt } = await cloud.token(given, process.env);
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: { token, expirationTimestamp: new Date(expiresAt).toISOString() },
  };
  process.stdout.write(`${JSON.stringify(credential)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // One line, whatever a file or a service put into it.
  const text = String(error instanceof Error ? error.message : error).replace(/[\s\p{Cc}]+/gu, " ");
  process.stderr.write(`kube-credential: ${text}\n`);
  process.exitCode = 1;
});
