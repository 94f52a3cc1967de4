import { parseAllDocuments } from "yaml";
import { asArray, asObject, at, type Values } from "./values.ts";

/** What holds for every release of charts/stream-app, whatever its values; a Kubernetes schema cannot say it. */
export function brokenRules(manifest: string, values: Values): string[] {
  const objects = parseAllDocuments(manifest).map((document) => document.toJS() as unknown);
  const ofKind = (kind: string) => objects.filter((object) => at(object, "kind") === kind);
  const deployment = ofKind("Deployment")[0];
  const testPod = ofKind("Pod")[0];
  const programLabels = at(deployment, "spec.template.metadata.labels");
  const testLabels = at(testPod, "metadata.labels");
  const broken: string[] = [];
  const must = (rule: string, holds: boolean) => holds || broken.push(rule);

  for (const [kind, expected] of Object.entries(expectedObjects(values))) {
    must(`${expected} ${kind}`, ofKind(kind).length === expected);
  }
  for (const object of objects) {
    const name = `${at(object, "kind")} ${at(object, "metadata.name")}`;
    must(`${name} is in the release's namespace`, at(object, "metadata.namespace") === "millrace");
    for (const label of ["name", "instance", "version", "part-of", "managed-by"]) {
      must(
        `${name} has the label ${label}`,
        typeof labelsOf(object)[`app.kubernetes.io/${label}`] === "string",
      );
    }
  }
  for (const spec of [at(deployment, "spec.template.spec"), at(testPod, "spec")]) {
    broken.push(...brokenPodRules(spec));
  }
  must(
    "no replicas beside an autoscaler",
    "replicas" in asObject(at(deployment, "spec")) === !autoscales(values),
  );
  must(
    "the token is mounted for workload identity only",
    at(deployment, "spec.template.spec.automountServiceAccountToken") ===
      (at(values, "workloadIdentity.enabled") ?? false),
  );
  must("the test has no token", at(testPod, "spec.automountServiceAccountToken") === false);
  for (const object of objects) {
    const selector = podSelectorOf(object);
    if (selector) {
      const name = `${at(object, "kind")} ${at(object, "metadata.name")}`;
      const isOfTest = "helm.sh/hook" in asObject(at(object, "metadata.annotations"));
      must(`${name} selects its pods`, selects(selector, isOfTest ? testLabels : programLabels));
      must(`${name} selects no others`, !selects(selector, isOfTest ? programLabels : testLabels));
    }
  }
  const container = at(deployment, "spec.template.spec.containers.0");
  const drain = asArray(at(container, "env")).find((variable) => at(variable, "name") === "DRAIN_SECONDS");
  const stop = Number(at(drain, "value")) + Number(at(container, "lifecycle.preStop.sleep.seconds") ?? 0);
  must(
    "the grace period is longer than pause and drain",
    Number(at(deployment, "spec.template.spec.terminationGracePeriodSeconds")) > stop,
  );
  const inits = asArray(at(deployment, "spec.template.spec.initContainers"));
  const [init, sidecar] = ["vault-files", "kube-secret-files"].map((name) =>
    inits.find((one) => at(one, "name") === name),
  );
  for (const one of [...inits, container]) {
    const names = asArray(at(one, "env")).map((variable) => at(variable, "name"));
    must("no variable twice", new Set(names).size === names.length);
  }
  must(
    "files from the vault are in memory, written by an init container and read by the program",
    "vaultFiles" in values === (init !== undefined) &&
      (init === undefined ||
        (isInMemory(deployment, "vault-files") && isWrittenBeforeItIsRead(init, container, "vault-files"))),
  );
  must(
    "files from another namespace are in memory, there before the program starts, and followed by a sidecar alone with its token",
    "kubeSecretFiles" in values === (sidecar !== undefined) &&
      (sidecar === undefined ||
        (isInMemory(deployment, "kube-secrets") &&
          isWrittenBeforeItIsRead(sidecar, container, "kube-secrets") &&
          at(sidecar, "restartPolicy") === "Always" &&
          at(sidecar, "startupProbe") !== undefined &&
          !mounts(container, "kube-secrets-account"))),
  );
  return broken;
}

function isInMemory(deployment: unknown, name: string): boolean {
  const volumes = asArray(at(deployment, "spec.template.spec.volumes"));
  const volume = volumes.find((one) => at(one, "name") === name);
  return at(volume, "emptyDir.medium") === "Memory" && at(volume, "emptyDir.sizeLimit") !== undefined;
}

function mounts(container: unknown, volume: string): unknown {
  return asArray(at(container, "volumeMounts")).find((mount) => at(mount, "name") === volume);
}

function isWrittenBeforeItIsRead(init: unknown, container: unknown, volume: string): boolean {
  const mountOf = (one: unknown) => mounts(one, volume);
  const [written, read] = [mountOf(init), mountOf(container)];
  return (
    at(init, "args.2") === at(written, "mountPath") &&
    at(written, "readOnly") === undefined &&
    at(read, "mountPath") === at(written, "mountPath") &&
    at(read, "readOnly") === true
  );
}

function expectedObjects(values: Values): Record<string, number> {
  return {
    Deployment: 1,
    Service: 1,
    Pod: 1,
    ServiceAccount: at(values, "serviceAccount.create") === false ? 0 : 1,
    HorizontalPodAutoscaler: autoscales(values) ? 1 : 0,
    PodDisruptionBudget: at(values, "podDisruptionBudget.enabled") === false ? 0 : 1,
    NetworkPolicy: at(values, "networkPolicy.enabled") === false ? 0 : 2,
    Ingress: "ingress" in values ? 1 : 0,
    ConfigMap: "configFiles" in values ? 1 : 0,
    Secret: 0,
  };
}

/** Pod security `restricted`, and what we ask beyond it. */
function brokenPodRules(spec: unknown): string[] {
  const security = at(spec, "securityContext");
  const rules: [string, boolean][] = [
    [
      "runs as a user that is not root",
      at(security, "runAsNonRoot") === true && Number(at(security, "runAsUser")) > 0,
    ],
    ["seccomp RuntimeDefault", at(security, "seccompProfile.type") === "RuntimeDefault"],
    ["no service links", at(spec, "enableServiceLinks") === false],
    ...["hostNetwork", "hostPID", "hostIPC"].map((host): [string, boolean] => [
      `no ${host}`,
      at(spec, host) === undefined,
    ]),
  ];
  for (const volume of asArray(at(spec, "volumes"))) {
    const kinds = Object.keys(asObject(volume)).filter((key) => key !== "name");
    rules.push([
      `volume ${kinds} is harmless`,
      kinds.every((kind) => ["emptyDir", "configMap", "secret"].includes(kind) || isToken(at(volume, kind))),
    ]);
  }
  for (const container of [...asArray(at(spec, "initContainers")), ...asArray(at(spec, "containers"))]) {
    rules.push(
      ["image by digest", /@sha256:[0-9a-f]{64}$/.test(String(at(container, "image")))],
      ["no privilege escalation", at(container, "securityContext.allowPrivilegeEscalation") === false],
      [
        "no capabilities",
        JSON.stringify(at(container, "securityContext.capabilities")) === '{"drop":["ALL"]}',
      ],
      ["read-only root file system", at(container, "securityContext.readOnlyRootFilesystem") === true],
      ...["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"].map(
        (resource): [string, boolean] => [
          `resources.${resource}`,
          at(container, `resources.${resource}`) !== undefined,
        ],
      ),
    );
  }
  return rules.filter(([, holds]) => !holds).map(([rule]) => `pod: ${rule}`);
}

/** A projected volume of a short-lived token for the API server, and what that is known by. */
function isToken(volume: unknown): boolean {
  const sources = asArray(at(volume, "sources"));
  return (
    sources.length === 2 &&
    Number(at(sources[0], "serviceAccountToken.expirationSeconds")) <= 600 &&
    at(sources[0], "serviceAccountToken.audience") === undefined &&
    at(sources[1], "configMap.name") === "kube-root-ca.crt"
  );
}

function podSelectorOf(object: unknown): Values | undefined {
  const paths: Record<string, string> = {
    Service: "spec.selector",
    Deployment: "spec.selector.matchLabels",
    PodDisruptionBudget: "spec.selector.matchLabels",
    NetworkPolicy: "spec.podSelector.matchLabels",
  };
  const path = paths[String(at(object, "kind"))];
  return path === undefined ? undefined : asObject(at(object, path));
}

function autoscales(values: Values): boolean {
  return "autoscaling" in values;
}

function labelsOf(object: unknown): Values {
  return asObject(at(object, "metadata.labels"));
}

function selects(selector: Values, labels: unknown): boolean {
  return Object.entries(selector).every(([name, value]) => asObject(labels)[name] === value);
}
