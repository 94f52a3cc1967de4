import { join } from "node:path";
import { brokenRules } from "./stream-app-rules.ts";
import type { ChartCases, Switches } from "./values.ts";

const digest = "0123456789abcdef".repeat(4);

/** The one value without a default. */
export const necessary = { image: `fra.ocir.io/tenancy/oke-dev/producer@sha256:${digest}` };

const switches: Switches = {
  variables: {
    env: { MESSAGING: "oci-streaming", RECORDS: "people,ratings", SAMPLES_PER_SECOND: "5", OCI_REGION: "" },
  },
  "three replicas": { replicas: 3 },
  autoscaling: { autoscaling: { minReplicas: 2, maxReplicas: 4, cpuPercent: 70 } },
  "more resources": {
    resources: { requests: { cpu: "1.5", memory: "512Mi" }, limits: { cpu: "4", memory: "1Gi" } },
  },
  "no topology key": { topologyKeys: [] },
  "every topology key": {
    topologyKeys: [
      "kubernetes.io/hostname",
      "topology.kubernetes.io/zone",
      "oci.oraclecloud.com/fault-domain",
    ],
  },
  "long drain": { drainSeconds: 600 },
  "no pause before SIGTERM": { preStopSeconds: 0 },
  "service account by name": { serviceAccount: { name: "stream-producer" } },
  "existing service account": { serviceAccount: { create: false, name: "stream-producer" } },
  "workload identity": {
    workloadIdentity: { enabled: true, apiEndpointCidrs: ["10.0.0.0/29", "2001:db8::/64"] },
  },
  "no disruption budget": { podDisruptionBudget: { enabled: false } },
  "no network policy": { networkPolicy: { enabled: false } },
  "callers by every kind of peer": {
    networkPolicy: {
      ingressFrom: [
        { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } },
        { namespaceSelector: {}, podSelector: { matchLabels: { app: "metrics" } } },
        { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
      ],
    },
  },
  "https destinations": { networkPolicy: { httpsCidrs: ["134.70.0.0/17", "140.91.0.0/17"] } },
  "further destinations": {
    networkPolicy: {
      extraEgress: [
        {
          to: [{ podSelector: { matchLabels: { "strimzi.io/cluster": "main" } } }],
          ports: [{ protocol: "TCP", port: 9093 }],
        },
      ],
    },
  },
  "ingress with the cluster's defaults": { ingress: { host: "producer.example.org" } },
  "ingress with everything": {
    ingress: {
      host: "producer.example.org",
      className: "nginx",
      tlsSecretName: "producer-tls",
      annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" },
    },
  },
  "config files": { configFiles: { "battles.json": '["{{ not a template }}"]\n', "empty.txt": "" } },
  "secret files": {
    secretFiles: [
      { secretName: "main-cluster-ca-cert", mountPath: "/etc/kafka/ca", keys: ["ca.crt"] },
      { secretName: "producer", mountPath: "/etc/kafka/user", keys: ["password", "user.crt"] },
    ],
  },
  "files from the vault": {
    vaultFiles: {
      "wallet.zip": "ocid1.vaultsecret.oc1.eu-frankfurt-1.wallet",
      password: "ocid1.vaultsecret.oc1.eu-frankfurt-1.password",
    },
  },
  "files from Secrets of another namespace": {
    kubeSecretFiles: {
      namespace: "oke-prod-kafka",
      secrets: { "main-cluster-ca-cert": ["ca.crt"], producer: ["password", "user.crt"] },
      apiServerCidrs: ["10.0.0.0/29"],
    },
  },
  "pull secrets": { imagePullSecrets: ["registry", "mirror"] },
};

const refusals: ChartCases["refusals"] = {
  "no image": [{ image: null }, "missing property 'image'"],
  "an image by tag": [{ image: "nginx:1.29" }, "at '/image': 'nginx:1.29' does not match pattern"],
  "an image by tag and half a digest": [{ image: `x:1@sha256:${digest.slice(1)}` }, "at '/image'"],
  "an unknown value": [{ replicaCount: 2 }, "additional properties 'replicaCount' not allowed"],
  "an unknown value inside another": [
    { networkPolicy: { egress: [] } },
    "at '/networkPolicy': additional properties 'egress' not allowed",
  ],
  "an unknown value inside a list": [
    { secretFiles: [{ secretName: "a", mountPath: "/etc/a", keys: ["a"], mode: 1 }] },
    "at '/secretFiles/0': additional properties 'mode' not allowed",
  ],
  "a variable that is a number": [
    { env: { SAMPLES_PER_SECOND: 5 } },
    "at '/env/SAMPLES_PER_SECOND': got number, want string",
  ],
  "a variable in lower case": [{ env: { messaging: "kafka" } }, "'messaging' does not match pattern"],
  ...Object.fromEntries(
    ["PORT", "POD_NAME", "DRAIN_SECONDS", "VAULT_FILES"].map((name) => [
      `${name}, which the chart sets`,
      [
        { env: { [name]: "1" } },
        `at '/env/${name}': value must be '(left out, because the chart sets this variable itself)'`,
      ],
    ]),
  ),
  "replicas as text": [{ replicas: "2" }, "at '/replicas': got string, want integer"],
  "half an autoscaler": [
    { autoscaling: { minReplicas: 2 } },
    "properties 'maxReplicas', 'cpuPercent' required",
  ],
  "an autoscaler upside down": [
    { autoscaling: { minReplicas: 3, maxReplicas: 2, cpuPercent: 70 } },
    "stream-app: autoscaling.maxReplicas must be at least minReplicas (3), got 2. Raise maxReplicas or lower minReplicas.",
  ],
  "no memory limit": [
    { resources: { limits: { memory: null } } },
    "at '/resources/limits': missing property 'memory'",
  ],
  "memory without a unit": [{ resources: { limits: { memory: "256" } } }, "at '/resources/limits/memory'"],
  "an unknown topology key": [{ topologyKeys: ["rack"] }, "at '/topologyKeys/0': value must be one of"],
  "an existing service account without a name": [
    { serviceAccount: { create: false } },
    "at '/serviceAccount/name': minLength",
  ],
  "workload identity without the API endpoint": [
    { workloadIdentity: { enabled: true } },
    "at '/workloadIdentity/apiEndpointCidrs': minItems: got 0, want 1",
  ],
  "an address that is no CIDR": [
    { networkPolicy: { httpsCidrs: ["10.0.0.1"] } },
    "at '/networkPolicy/httpsCidrs/0'",
  ],
  "a peer by address and by label": [
    { networkPolicy: { ingressFrom: [{ ipBlock: { cidr: "10.0.0.0/8" }, podSelector: {} }] } },
    "at '/networkPolicy/ingressFrom/0': maxProperties",
  ],
  "a rule for everybody": [
    { networkPolicy: { ingressFrom: [{}] } },
    "at '/networkPolicy/ingressFrom/0': minProperties",
  ],
  "an ingress without a host": [
    { ingress: { className: "nginx" } },
    "properties 'host' required, if 'className' exists",
  ],
  "a config file outside its folder": [
    { configFiles: { "../passwd": "" } },
    "'../passwd' does not match pattern",
  ],
  "a secret over the program": [
    { secretFiles: [{ secretName: "a", mountPath: "/app", keys: ["a"] }] },
    "at '/secretFiles/0/mountPath'",
  ],
  "a secret over files from the vault": [
    { secretFiles: [{ secretName: "a", mountPath: "/etc/vault", keys: ["a"] }] },
    "at '/secretFiles/0/mountPath'",
  ],
  "a secret over files from another namespace": [
    { secretFiles: [{ secretName: "a", mountPath: "/etc/kube-secrets/a", keys: ["a"] }] },
    "at '/secretFiles/0/mountPath'",
  ],
  "files of another namespace without the way to them": [
    { kubeSecretFiles: { namespace: "kafka", secrets: { a: ["b"] } } },
    "properties 'apiServerCidrs' required, if 'namespace' exists",
  ],
  "a Secret of another namespace by its value": [
    { kubeSecretFiles: { namespace: "kafka", secrets: { a: "hunter2" }, apiServerCidrs: ["10.0.0.0/29"] } },
    "at '/kubeSecretFiles/secrets/a': got string, want array",
  ],
  "a vault secret's value": [{ vaultFiles: { password: "hunter2" } }, "at '/vaultFiles/password'"],
  "a vault file outside its folder": [
    { vaultFiles: { "../passwd": "ocid1.vaultsecret.oc1..a" } },
    "'../passwd' does not match pattern",
  ],
  "a pull secret's value": [
    { imagePullSecrets: [{ auths: {} }] },
    "at '/imagePullSecrets/0': got object, want string",
  ],
};

export const streamApp: ChartCases = {
  chart: join("charts", "stream-app"),
  release: "producer",
  necessary,
  switches,
  alone: {},
  refusals,
  comparedByTheTemplate: ["an autoscaler upside down"],
  brokenRules,
};
