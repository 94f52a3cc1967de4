import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startOciSandbox } from "../../sandbox/oci/server.ts";
import type { Engine } from "./engine.ts";
import { TcpProxy } from "./tcp-proxy.ts";

/** Of a session token, so short that every run sees several expire. */
const tokenSeconds = 3;

/** Where the kubelet puts what a workload proves its identity with. */
const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

export interface OciEngine extends Engine {
  readonly name: "oci-streaming";
  /** Between the programs and where they exchange their service account's token. */
  readonly identityNetwork: TcpProxy;
}

/** OCI Streaming by the sandbox, with its limits of writes and reads, used by workload identity as in a cluster. */
export async function startOciEngine(partitions: number): Promise<OciEngine> {
  const sandbox = await startOciSandbox({ port: 0 });
  const port = Number(new URL(sandbox.url).port);
  const network = await TcpProxy.start(port);
  const identity = await sandbox.startWorkloadIdentity(tokenSeconds);
  const identityNetwork = await TcpProxy.start(Number(identity.variables.KUBERNETES_SERVICE_PORT_PROXYMUX));
  const stream = sandbox.createStream({ name: "faults", partitions });
  const url = `http://127.0.0.1:${network.port}`;
  const details = (host: string) =>
    JSON.stringify({ streamMessagesEndpoint: `http://${host}:${network.port}`, streamOCID: stream.id });
  const secret = sandbox.createSecret({ name: "faults", content: details("127.0.0.1") });
  const mount = join(sandbox.folder, "mount-service-account.mjs");
  writeFileSync(mount, mountServiceAccount(identity.caFile, identity.tokenFile));

  return {
    name: "oci-streaming",
    network,
    identityNetwork,
    variables: () => ({
      MESSAGING: "oci-streaming",
      STREAM_DETAILS_SECRET_OCID: secret.id,
      OCI_AUTH: "workload-identity",
      OCI_REGION: sandbox.region,
      OCI_SECRETS_ENDPOINT: url,
      KUBERNETES_SERVICE_HOST: "127.0.0.1",
      KUBERNETES_SERVICE_PORT_PROXYMUX: String(identityNetwork.port),
      NODE_OPTIONS: `--import=${pathToFileURL(mount)}`,
    }),
    rawVariables: {
      MESSAGING: "oci-streaming",
      STREAM_DETAILS_SECRET_OCID: secret.id,
      OCI_AUTH: "config-file",
      OCI_REGION: sandbox.region,
      OCI_CONFIG_FILE: sandbox.configFile,
      OCI_SECRETS_ENDPOINT: sandbox.url,
    },
    refuseHalf: () => sandbox.faults.set({ kind: "refuse", fraction: 0.5 }),
    loseAnswers: (count) => sandbox.faults.set({ kind: "drop", operation: "PutMessages", count }),
    forgetReaders: () => sandbox.faults.set({ kind: "expire-cursors" }),
    async rotateSecrets() {
      sandbox.updateSecret(secret.id, details("localhost"));
      await identity.rotateToken();
    },
    clear: () => sandbox.faults.clear(),
    async close() {
      await Promise.all([network.close(), identityNetwork.close()]);
      await sandbox.close();
    },
  };
}

/** A mount without being root: reads of two files go to two others. */
function mountServiceAccount(caFile: string, tokenFile: string): string {
  const files = {
    [`${serviceAccountFolder}/ca.crt`]: caFile,
    [`${serviceAccountFolder}/token`]: tokenFile,
  };
  return `import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const files = ${JSON.stringify(files)};
for (const name of ["readFileSync", "existsSync", "statSync"]) {
  const real = fs[name];
  fs[name] = (path, ...rest) => real(files[path] ?? path, ...rest);
}
syncBuiltinESMExports();
`;
}
