/** Mistakes about DigitalOcean and clusters of somebody else, with the whole of what people are told. */
import { doks, local } from "./examples.ts";
import type { Case } from "./mistakes.ts";

const workers = { size: "s-2vcpu-4gb", nodes: 3 };
const taints = [{ key: "millrace.dev/pool", effect: "NoSchedule" }];

const pool = (values: object) => ({ workers: { ...workers, ...values } });

/** By subject. */
export const doksMistakes: Readonly<Record<string, readonly Case[]>> = {
  "DigitalOcean clusters": [
    [
      doks,
      "cluster.region",
      "eu-frankfurt-1",
      'doks-dev.cluster.region: must be the slug of a DigitalOcean region, got "eu-frankfurt-1". Use one such as fra1.',
    ],
    [
      doks,
      "cluster.network.vpc",
      "10.10.0.0/12",
      'doks-dev.cluster.network.vpc: must be an IPv4 network address with its prefix, such as 10.0.0.0/24, got "10.10.0.0/12". Correct it; all bits after the prefix are zero.',
    ],
    [
      doks,
      "cluster.network.vpc",
      "10.10.0.0/29",
      'doks-dev.cluster.network.vpc: must have a prefix from /16 to /28, got "10.10.0.0/29". DigitalOcean takes no other size of VPC.',
    ],
    [
      doks,
      "cluster.network.pods",
      "10.100.0.0/24",
      'doks-dev.cluster.network.pods: must have a prefix from /8 to /20, got "10.100.0.0/24". DOKS gives each worker a /25 of it.',
    ],
    [
      {
        ...doks,
        cluster: {
          ...doks.cluster,
          network: { vpc: "10.10.0.0/20", pods: "10.100.0.0/20", services: "10.101.0.0/19" },
        },
      } as typeof doks,
      "cluster.nodePools.workers.nodes",
      { minimum: 3, maximum: 32 },
      'doks-dev.cluster.network.pods: must have a /25 for each of at most 32 workers, and one more for an upgrade, got "10.100.0.0/20". Take a wider one, or fewer workers.',
    ],
    [
      doks,
      "cluster.highlyAvailable",
      "yes",
      'doks-dev.cluster.highlyAvailable: must be true or false, got "yes". It cannot be switched off once it is on.',
    ],
    [
      doks,
      "cluster.maintenance",
      { day: "someday", startTime: "04:30" },
      [
        'doks-dev.cluster.maintenance.day: must be one of any, monday, tuesday, wednesday, thursday, friday, saturday, sunday, got "someday". Choose one of them.',
        'doks-dev.cluster.maintenance.startTime: must be a full hour of the day in UTC, got "04:30". Use one such as 04:00.',
      ].join("\n"),
    ],
  ],
  "DigitalOcean node pools": [
    [
      doks,
      "cluster.nodePools",
      pool({ nodes: { minimum: 4, maximum: 3 } }),
      "doks-dev.cluster.nodePools.workers.nodes.minimum: must be at most maximum (3), got 4. Swap the two.",
    ],
    [
      doks,
      "cluster.nodePools",
      pool({ nodes: { minimum: 0, maximum: 3 } }),
      "doks-dev.cluster.nodePools.workers.nodes.minimum: must be a whole number from 1 to 512, got 0. DigitalOcean runs no more in a cluster, and its plugin cannot ask for none.",
    ],
    [
      doks,
      "cluster.nodePools",
      pool({ taints }),
      'doks-dev.cluster.nodePools.workers.taints: must be left out of the default pool, where the cluster\'s own programs run, got [{"key":"millrace.dev/pool","effect":"NoSchedule"}]. Move them to another pool.',
    ],
    [
      doks,
      "cluster.nodePools",
      { system: workers, apps: workers },
      "doks-dev.cluster.defaultNodePool: must be one of the node pools (system, apps), got nothing. Name the one whose size never changes: it comes with the cluster.",
    ],
    [
      doks,
      "cluster.defaultNodePool",
      "apps",
      'doks-dev.cluster.defaultNodePool: must be one of the node pools (workers), got "apps". Name the one whose size never changes: it comes with the cluster.',
    ],
    [
      doks,
      "cluster.defaultNodePool",
      "",
      'doks-dev.cluster.defaultNodePool: must be the name of one of the node pools, got "". Name it.',
    ],
  ],
  "clusters of somebody else": [
    [
      local,
      "cluster.context",
      "",
      'local.cluster.context: must be the name of a kubeconfig context, got "". List them with kubectl config get-contexts.',
    ],
  ],
  registries: [
    [
      doks,
      "registry.tier",
      "starter",
      'doks-dev.registry.tier: must be one of basic, professional, got "starter". The free one has one repository: too few for two programs.',
    ],
    [
      local,
      "registry",
      { kind: "existing", address: "https://localhost:5001" },
      'local.registry.address: must be the host of a registry, its port if it has one, and a path if it wants one, got "https://localhost:5001". Write it without a scheme, such as localhost:5001/millrace.',
    ],
  ],
  "what is Oracle's where nothing is": [
    [
      { ...doks, streaming: undefined } as unknown as typeof doks,
      "definedTags",
      { "Finance.CostCenter": "42" },
      'doks-dev.definedTags: must be left out on a cluster of kind doks without streaming, where nothing is Oracle\'s, got {"Finance.CostCenter":"42"}. Remove it.',
    ],
    [
      { ...doks, streaming: undefined } as unknown as typeof doks,
      "governance",
      { auditRetentionDays: 365 },
      'doks-dev.governance: must be left out on a cluster of kind doks without streaming, where nothing is Oracle\'s, got {"auditRetentionDays":365}. Remove it.',
    ],
  ],
};
