import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { Logger } from "pino";
import type { KubeSecretFilesConfig, SecretKeys } from "../kube-secret-files.ts";
import { type FollowTimings, followSecret } from "./follow-secret.ts";
import { SecretFolder } from "./secret-folder.ts";
import type { SecretEvent } from "./watch-secret.ts";

export interface SecretFilesProps {
  readonly folder: string;
  readonly serviceAccountFolder: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly timings?: FollowTimings;
}

const usualTimings: FollowTimings = { watchSeconds: 180, patienceMs: 10_000 };

/** Between two log lines that name what is waited for. */
const reminderMs = 30_000;

/**
 * Writes the keys of each Secret to `<folder>/<secret>/<key>` and follows their
 * changes until the signal. `GET /readyz` is 200 as soon as every file is there
 * and stays so: the files are good even while the API server is away.
 */
export async function followSecretFiles(
  config: KubeSecretFilesConfig,
  { folder, serviceAccountFolder, log, signal, timings = usualTimings }: SecretFilesProps,
): Promise<void> {
  const { namespace, secrets, host, port } = config;
  const api = { host, port, serviceAccountFolder };
  const missing = new Set(secrets.map(({ name }) => name));
  const probes = await answerProbes(config.probePort, missing, log);
  const remind = () => {
    if (missing.size > 0) log.warn({ namespace, names: [...missing] }, "waiting for Secrets");
  };
  const reminder = setInterval(remind, reminderMs);
  const follow = async ({ name, keys }: SecretKeys): Promise<void> => {
    const source = `${namespace}/${name}`;
    const files = new SecretFolder(join(folder, name), keys);
    // What an earlier process of this pod wrote will do until the API server answers.
    if (await files.isWhole()) missing.delete(name);
    const write = async (data: SecretEvent["data"]) => {
      const lacking = keys.filter((key) => data[key] === undefined);
      if (lacking.length > 0) {
        log.error({ source, keys: lacking }, "the Secret lacks keys; its files stay as they are");
        return;
      }
      const content = new Map(keys.map((key) => [key, Buffer.from(data[key] ?? "", "base64")]));
      if (await files.write(content)) log.info({ source, keys }, "Secret written to files");
      missing.delete(name);
    };
    await followSecret({ api, namespace, name, write, timings, log, signal });
  };
  try {
    await Promise.all(secrets.map(follow));
  } finally {
    clearInterval(reminder);
    probes.close();
    probes.closeAllConnections();
  }
}

async function answerProbes(port: number, missing: ReadonlySet<string>, log: Logger): Promise<Server> {
  const server = createServer(({ url }, answer) => {
    const status = url === "/healthz" ? 200 : url === "/readyz" ? (missing.size === 0 ? 200 : 503) : 404;
    answer.writeHead(status, { "content-type": "text/plain" });
    answer.end(status === 503 ? `waiting for ${[...missing].join(", ")}\n` : "");
  }).listen(port);
  await once(server, "listening");
  log.info({ address: server.address() }, "probes are answered");
  return server;
}
