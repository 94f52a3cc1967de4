import { hostname } from "node:os";
import { type LogLevel, type ProgramName, readLogLevel } from "./config.ts";
import { createLog } from "./log.ts";
import { type Environment, integerFrom, matching, type Rule, VariableReader } from "./variables.ts";

/** A Secret of Kubernetes, and those of its keys that become files. */
export interface SecretKeys {
  readonly name: string;
  readonly keys: readonly string[];
}

export interface KubeSecretFilesConfig {
  readonly namespace: string;
  readonly secrets: readonly SecretKeys[];
  /** Of the API server, as every pod is told. */
  readonly host: string;
  readonly port: number;
  /** Where the probes are answered. */
  readonly probePort: number;
  readonly logLevel: LogLevel;
}

/**
 * Keeps keys of Secrets of another namespace as files, `<folder>/<secret>/<key>`,
 * which Kubernetes itself mounts only from the pod's own. It is what a sidecar of
 * the pod runs: it is ready when every file is there, and follows what becomes of
 * the Secrets until SIGTERM.
 *
 * @param serviceAccountFolder has the `ca.crt` and `token`
 * @throws {ConfigError} that names every missing or wrong variable.
 */
export async function runKubeSecretFiles(
  program: ProgramName,
  env: Environment,
  folder: string,
  serviceAccountFolder: string,
): Promise<void> {
  const config = readKubeSecretFilesConfig(program, env);
  const log = createLog(program, env.POD_NAME || hostname(), config.logLevel);
  const stop = new AbortController();
  // As the first process of its container it gets no signal that it does not ask for.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  const { followSecretFiles } = await import("./kubernetes/secret-files.ts");
  await followSecretFiles(config, { folder, serviceAccountFolder, log, signal: stop.signal });
}

function readKubeSecretFilesConfig(program: ProgramName, env: Environment): KubeSecretFilesConfig {
  const reader = new VariableReader(program, env);
  const port = integerFrom(1, 65_535);
  const namespace = reader.read(
    "KUBE_SECRET_NAMESPACE",
    namespaceRule,
    matching(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
  );
  const secrets = reader.read("KUBE_SECRET_FILES", filesRule, parseFiles);
  const host = reader.read("KUBERNETES_SERVICE_HOST", apiServerRule, matching(/^[\w.:-]+$/));
  const config = {
    namespace,
    secrets,
    host,
    port: reader.read("KUBERNETES_SERVICE_PORT", apiServerRule, port),
    probePort: reader.read("PORT", probeRule, integerFrom(0, 65_535), "8081"),
    logLevel: readLogLevel(reader),
  };
  reader.throwProblems();
  // Nothing is undefined from here on: each undefined value above left a problem behind.
  return config as KubeSecretFilesConfig;
}

const namespaceRule: Rule = {
  rule: "must be the name of a namespace",
  remedy: "Name the one that the Secrets are in",
};

const filesRule: Rule = {
  rule: "must be <secret>/<key>, several separated by commas, each once",
  remedy: "Give the names of Secrets and of their keys, never the content",
};

const apiServerRule: Rule = {
  rule: "must be what Kubernetes tells every pod of its API server",
  remedy: "Run this in a pod",
};

const probeRule: Rule = {
  rule: "must be a port from 0 to 65535",
  remedy: "Use the one that the probes ask",
};

const file = matching(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9][-._A-Za-z0-9]*$/);

function parseFiles(text: string): readonly SecretKeys[] | undefined {
  const parts = text.split(",");
  const secrets = new Map<string, string[]>();
  for (const part of new Set(parts)) {
    const [name, key] = file(part)?.split("/") ?? [];
    if (name === undefined || key === undefined) return undefined;
    secrets.set(name, [...(secrets.get(name) ?? []), key]);
  }
  if (new Set(parts).size < parts.length) return undefined;
  return [...secrets].map(([name, keys]) => ({ name, keys }));
}
