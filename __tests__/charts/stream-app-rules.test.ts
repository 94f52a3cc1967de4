import { describe, expect, it } from "@jest/globals";
import { brokenRules } from "../../delivery/chart/stream-app-rules.ts";

/** What a careless chart would make: every rule has something to find. */
const careless = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: producer, namespace: default, labels: {} }
spec:
  replicas: 2
  selector: { matchLabels: { app: other } }
  template:
    metadata: { labels: { app: producer } }
    spec:
      automountServiceAccountToken: true
      hostNetwork: true
      terminationGracePeriodSeconds: 25
      volumes: [{ name: host, hostPath: { path: / } }]
      containers:
        - image: nginx:latest
          env: [{ name: DRAIN_SECONDS, value: "20" }, { name: PORT }, { name: PORT }]
          lifecycle: { preStop: { sleep: { seconds: 5 } } }
          securityContext: { capabilities: { add: [NET_ADMIN], drop: [ALL] } }
          resources: { limits: { memory: 1Gi } }
`;

describe("the rules for a rendered release", () => {
  it("find everything that a careless Deployment does wrong", () => {
    const broken = brokenRules(careless, { autoscaling: { minReplicas: 1, maxReplicas: 2, cpuPercent: 50 } });
    expect(broken).toEqual([
      "1 Service",
      "1 Pod",
      "1 ServiceAccount",
      "1 HorizontalPodAutoscaler",
      "1 PodDisruptionBudget",
      "2 NetworkPolicy",
      "Deployment producer is in the release's namespace",
      "Deployment producer has the label name",
      "Deployment producer has the label instance",
      "Deployment producer has the label version",
      "Deployment producer has the label part-of",
      "Deployment producer has the label managed-by",
      "pod: runs as a user that is not root",
      "pod: seccomp RuntimeDefault",
      "pod: no service links",
      "pod: no hostNetwork",
      "pod: volume hostPath is harmless",
      "pod: image by digest",
      "pod: no privilege escalation",
      "pod: no capabilities",
      "pod: read-only root file system",
      "pod: resources.requests.cpu",
      "pod: resources.requests.memory",
      "pod: resources.limits.cpu",
      // The test's pod is not there at all.
      "pod: runs as a user that is not root",
      "pod: seccomp RuntimeDefault",
      "pod: no service links",
      "no replicas beside an autoscaler",
      "the token is mounted for workload identity only",
      "the test has no token",
      "Deployment producer selects its pods",
      "the grace period is longer than pause and drain",
      "no variable twice",
    ]);
  });

  it("find files from the vault that are on a disk, and those that nobody writes", () => {
    const rule = "files from the vault are in memory, written by an init container and read by the program";
    const release = (volume: string, init: string) => `kind: Deployment
spec:
  template:
    spec:
      volumes: [{ name: vault-files, emptyDir: ${volume} }]
      initContainers: [${init}]
      containers: [{ volumeMounts: [{ name: vault-files, mountPath: /etc/vault, readOnly: true }] }]
`;
    const memory = "{ medium: Memory, sizeLimit: 1Mi }";
    const init =
      "{ name: vault-files, args: [program.mjs, vault-files, /etc/vault], volumeMounts: [{ name: vault-files, mountPath: /etc/vault }] }";
    const broken = (manifest: string) =>
      brokenRules(manifest, { vaultFiles: { a: "ocid1.vaultsecret.a" } }).includes(rule);

    expect(broken(release(memory, init))).toBe(false);
    expect(broken(release("{ sizeLimit: 1Mi }", init))).toBe(true);
    expect(broken(release(memory, ""))).toBe(true);
    expect(broken(release(memory, init.replace("/etc/vault]", "/tmp]")))).toBe(true);
  });

  it("find files from another namespace that nobody follows, and a token that the program has too", () => {
    const release = (sidecar: string, more = "") => `kind: Deployment
spec:
  template:
    spec:
      volumes:
        - { name: kube-secrets, emptyDir: { medium: Memory, sizeLimit: 1Mi } }
        - { name: kube-secrets-account, projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3600 } }] } }
      initContainers: [{ name: kube-secret-files, args: [a, b, /f], ${sidecar} }]
      containers: [{ volumeMounts: [{ name: kube-secrets, mountPath: /f, readOnly: true }${more}] }]
`;
    const sidecar =
      "restartPolicy: Always, startupProbe: {}, volumeMounts: [{ name: kube-secrets, mountPath: /f }]";
    const broken = (manifest: string) =>
      brokenRules(manifest, { kubeSecretFiles: {} }).filter((rule) =>
        /another namespace|projected/.test(rule),
      );

    const tooLong = "pod: volume projected is harmless";
    expect(broken(release(sidecar))).toEqual([tooLong]);
    for (const careless of [sidecar.replace("Always", "Never"), sidecar.replace("startupProbe: {}, ", "")]) {
      expect(broken(release(careless))).toHaveLength(2);
    }
    expect(broken(release(sidecar, ", { name: kube-secrets-account }"))).toHaveLength(2);
  });

  it("find a Service that also selects the test's pod", () => {
    const broken = brokenRules(
      `kind: Deployment
spec: { template: { metadata: { labels: { app: a } } } }
---
kind: Pod
metadata: { labels: { app: a } }
---
kind: Service
metadata: { name: producer }
spec: { selector: { app: a } }
`,
      {},
    );
    expect(broken).toContain("Service producer selects no others");
    expect(broken).not.toContain("Service producer selects its pods");
  });
});
