/** One environment of each kind that the schema has room for, sound in every part. */
import { okeDev } from "../../environments/oke-dev.ts";
import { okeProd } from "../../environments/oke-prod.ts";
import type { Environment } from "../../environments/schema.ts";

export const oke: Environment = okeDev;

export const prod: Environment = okeProd;

export const doks: Environment = {
  name: "doks-dev",
  backend: {
    kind: "s3",
    bucket: "millrace-state",
    region: "fra1",
    endpoint: "https://fra1.digitaloceanspaces.com",
  },
  cluster: {
    kind: "doks",
    region: "fra1",
    kubernetesVersion: "1.36.0-do.0",
    network: { vpc: "10.10.0.0/20", pods: "10.100.0.0/16", services: "10.101.0.0/19" },
    highlyAvailable: false,
    allowedCidrs: ["203.0.113.0/24"],
    nodePools: { workers: { size: "s-2vcpu-4gb", nodes: 3 } },
  },
  streaming: {
    streams: { records: { partitions: 2, retentionHours: 168 } },
    region: "eu-frankfurt-1",
    apiKeySecret: "oci-api-key",
  },
  kafka: {
    version: "4.3.1",
    dualRoleNodes: 1,
    storageGb: 10,
    partitions: 3,
    replicationFactor: 1,
    retentionHours: 24,
  },
  registry: { kind: "digitalocean", name: "millrace-do", region: "fra1", backend: { kind: "local" } },
  apps: {
    producer: { ...okeDev.apps.producer, transport: "kafka" },
    consumer: {
      ...okeDev.apps.consumer,
      transport: "kafka",
      replicas: 3,
      group: "ratings",
      exposure: {
        kind: "ingress",
        host: "ratings.example.com",
        className: "nginx",
        controllerNamespace: "ingress-nginx",
        tlsSecretName: "ratings-tls",
      },
    },
  },
};

export const local: Environment = {
  ...doks,
  name: "local",
  cluster: { kind: "existing", context: "kind-millrace" },
};

/** A copy of an environment with the value at a dotted path replaced, or removed when it is undefined. */
export function changed(environment: Environment, path: string, value: unknown): Environment {
  const copy: unknown = JSON.parse(JSON.stringify(environment));
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let target = copy as Record<string, unknown>;
  for (const key of keys) target = target[key] as Record<string, unknown>;
  if (value === undefined) delete target[last];
  else target[last] = value;
  return copy as Environment;
}
