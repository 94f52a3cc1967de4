import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { watchSecret } from "../../apps/messaging/kubernetes/watch-secret.ts";
import { watchVerbs } from "../../constructs/kafka/secret-watcher.ts";
import { readKubeconfig } from "../../sandbox/shared/kubeconfig.ts";
import { ApiServer } from "./api-server.ts";
import { report } from "./counted.ts";
import { Sidecar } from "./sidecar.ts";
import type { Values } from "./values.ts";

const ofSecrets = `millrace-check-secrets-${process.pid}`;
const ofPrograms = `millrace-check-programs-${process.pid}`;
const secrets = `/api/v1/namespaces/${ofSecrets}/secrets`;
const accounts = `/api/v1/namespaces/${ofPrograms}/serviceaccounts`;
const rights = `/apis/rbac.authorization.k8s.io/v1/namespaces/${ofSecrets}`;
const [authority, user] = ["main-cluster-ca-cert", "producer"];
const on = "on the API server: files from another namespace:";

/**
 * Runs the sidecar of charts/stream-app as its container says, with the token of a
 * service account that has the right that the Kafka stack gives, against a real API
 * server: what that right allows, and what becomes of Secrets that come, change and go.
 */
export async function checkSecretFiles(kubeconfig: string): Promise<void> {
  const api = new ApiServer(kubeconfig);
  const home = mkdtempSync(join(tmpdir(), "millrace-check-secrets-"));
  let sidecar: Sidecar | undefined;
  try {
    await makeAccount(api);
    await mountAccount(api, kubeconfig, home);
    await create(api, secrets, secret(authority, { "ca.crt": "authority" }));
    await create(api, secrets, secret("other", { password: "not theirs" }));
    report(`${on} other Secrets are refused`, await beyond(kubeconfig, home));

    sidecar = await Sidecar.start(kubeconfig, home, {
      namespace: ofSecrets,
      secrets: { [authority]: ["ca.crt"], [user]: ["password"] },
    });
    const early = [
      ...(await sidecar.shows(`${authority}/ca.crt`, "authority")),
      ...((await sidecar.isReady()) ? ["ready without the password"] : []),
    ];
    await create(api, secrets, secret(user, { password: "first", other: "not asked for" }));
    report(`${on} the program starts when all of them are there`, [
      ...early,
      ...(await sidecar.shows(`${user}/password`, "first")),
      ...(await sidecar.becomesReady()),
    ]);

    // As docs/kafka.md renews a password.
    await api.remove(`${secrets}/${user}`);
    await sleep(300);
    const gap = await sidecar.shows(`${user}/password`, "first");
    await create(api, secrets, secret(user, { password: "second" }));
    report(`${on} one that is made anew is followed, without a gap`, [
      ...gap,
      ...(await sidecar.shows(`${user}/password`, "second")),
    ]);

    await mountAccount(api, kubeconfig, home);
    await api.merge(`${secrets}/${authority}`, { stringData: { "ca.crt": "renewed" } });
    report(`${on} a renewed authority is followed`, await sidecar.shows(`${authority}/ca.crt`, "renewed"));
    report(`${on} the sidecar ends when it is told to`, await sidecar.end());
  } finally {
    await sidecar?.end();
    for (const namespace of [ofSecrets, ofPrograms]) await api.remove(`/api/v1/namespaces/${namespace}`);
    rmSync(home, { recursive: true });
  }
}

/** The service account, and the right that constructs/kafka/secret-watcher.ts gives it. */
async function makeAccount(api: ApiServer): Promise<void> {
  for (const name of [ofSecrets, ofPrograms]) {
    await create(api, "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  const rbac = "rbac.authorization.k8s.io";
  const metadata = { name: user };
  await create(api, accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata });
  const rule = {
    apiGroups: [""],
    resources: ["secrets"],
    resourceNames: [authority, user],
    verbs: watchVerbs,
  };
  await create(api, `${rights}/roles`, { apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules: [rule] });
  await create(api, `${rights}/rolebindings`, {
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: rbac, kind: "Role", name: user },
    subjects: [{ kind: "ServiceAccount", namespace: ofPrograms, name: user }],
  });
}

/** What Kubernetes mounts, and renews. */
async function mountAccount(api: ApiServer, kubeconfig: string, folder: string): Promise<void> {
  writeFileSync(join(folder, "ca.crt"), readKubeconfig(kubeconfig).ca);
  writeFileSync(join(folder, "token"), await api.token(`${accounts}/${user}`));
}

/** @returns what the service account may see and should not */
async function beyond(kubeconfig: string, serviceAccountFolder: string): Promise<readonly string[]> {
  const { server } = readKubeconfig(kubeconfig);
  const api = { host: server.hostname, port: Number(server.port), serviceAccountFolder };
  const watch = { namespace: ofSecrets, seconds: 1, patienceMs: 5000, signal: new AbortController().signal };
  const seen: string[] = [];
  for (const [namespace, name] of [
    [ofSecrets, "other"],
    [ofPrograms, authority],
    ["kube-system", "x"],
  ] as const) {
    try {
      for await (const { type } of watchSecret(api, { ...watch, namespace, name }))
        seen.push(`${name}: ${type}`);
      seen.push(`${namespace}/${name} may be watched`);
    } catch (error) {
      if (!/answers 403/.test(String(error))) seen.push(String(error));
    }
  }
  return seen;
}

function secret(name: string, stringData: Values): Values {
  return { apiVersion: "v1", kind: "Secret", metadata: { name }, stringData };
}

async function create(api: ApiServer, path: string, object: Values): Promise<void> {
  const problem = await api.create(path, object);
  if (problem !== undefined) throw new Error(`${path} must take ${JSON.stringify(object)}, got ${problem}`);
}
