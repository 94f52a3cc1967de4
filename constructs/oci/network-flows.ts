/** Where pods, machines and load balancers of a cluster live; each has one network security group. */
export type Role = "endpoint" | "workers" | "pods" | "load-balancers";

export const roles: readonly Role[] = ["endpoint", "workers", "pods", "load-balancers"];

/**
 * The far end of a connection that is not one of our roles: the networks that
 * may use the Kubernetes API, any address, or Oracle's own services in the
 * region (reached through the service gateway, never over the internet).
 */
export type Outside = "allowed-networks" | "anywhere" | "oracle-services";

/** `path-discovery` is ICMP type 3 code 4: without it large packets vanish where the MTU drops from 9000 to 1500. */
export type Traffic =
  | { readonly protocol: "tcp"; readonly ports?: readonly [first: number, last: number] }
  | { readonly protocol: "path-discovery" | "all" };

/** One direction in which connections may be opened. Answers always pass: the rules are stateful. */
export interface Flow {
  readonly from: Role | Outside;
  readonly to: Role | Outside;
  readonly traffic: Traffic;
  /** Shown on the rule in the console; Oracle allows 255 characters. */
  readonly description: string;
}

const tcp = (first: number, last = first): Traffic => ({ protocol: "tcp", ports: [first, last] });
const anyTcp: Traffic = { protocol: "tcp" };
const everything: Traffic = { protocol: "all" };
const pathDiscovery: Traffic = { protocol: "path-discovery" };

/**
 * All that may be connected in a cluster with VCN-native pod networking; what
 * is not here is closed. Each line becomes one rule per role that it touches,
 * so the two ends of a connection cannot disagree.
 *
 * After Oracle's example 3, "OCI CNI plugin, public Kubernetes API endpoint,
 * private worker nodes, public load balancers":
 * https://docs.oracle.com/iaas/Content/ContEng/Concepts/contengnetworkconfigexample.htm
 * No SSH: nobody logs in to a worker.
 */
export const flows: readonly Flow[] = [
  {
    from: "allowed-networks",
    to: "endpoint",
    traffic: tcp(6443),
    description: "Kubernetes API for people and pipelines on the allow-list",
  },
  { from: "workers", to: "endpoint", traffic: tcp(6443), description: "Kubernetes API for the kubelets" },
  {
    from: "pods",
    to: "endpoint",
    traffic: tcp(6443),
    description: "Kubernetes API for controllers and operators in pods",
  },
  {
    from: "workers",
    to: "endpoint",
    traffic: tcp(12250),
    description: "Control plane channel of the workers",
  },
  {
    from: "pods",
    to: "endpoint",
    traffic: tcp(12250),
    description: "Workload identity: pods exchange their token for an Oracle one",
  },
  {
    from: "endpoint",
    to: "workers",
    traffic: tcp(10250),
    description: "Kubelet API: logs, exec and port-forward",
  },
  {
    from: "endpoint",
    to: "pods",
    traffic: everything,
    description: "Webhooks and aggregated APIs that run in pods",
  },
  {
    from: "endpoint",
    to: "oracle-services",
    traffic: tcp(443),
    description: "The API endpoint reports to the Kubernetes service",
  },

  {
    from: "pods",
    to: "pods",
    traffic: everything,
    description: "Pods talk to each other; NetworkPolicies narrow this",
  },
  {
    from: "workers",
    to: "pods",
    traffic: everything,
    description: "Kubelet probes, and NodePort traffic on its way to a pod",
  },
  {
    from: "pods",
    to: "workers",
    traffic: anyTcp,
    description: "Metrics of kubelets, and pods on the host network",
  },
  {
    from: "workers",
    to: "oracle-services",
    traffic: anyTcp,
    description: "Workers join the cluster, pull images and attach volumes",
  },
  {
    from: "pods",
    to: "oracle-services",
    traffic: anyTcp,
    description: "Programs use Streaming, Vault and other Oracle services",
  },
  { from: "workers", to: "anywhere", traffic: tcp(443), description: "Images from public registries" },
  {
    from: "pods",
    to: "anywhere",
    traffic: tcp(443),
    description: "Programs call HTTPS services on the internet",
  },

  { from: "anywhere", to: "load-balancers", traffic: tcp(443), description: "Visitors, HTTPS" },
  {
    from: "anywhere",
    to: "load-balancers",
    traffic: tcp(80),
    description: "Visitors, HTTP, to be redirected to HTTPS",
  },
  {
    from: "load-balancers",
    to: "workers",
    traffic: tcp(30000, 32767),
    description: "Load balancers forward to NodePorts",
  },
  {
    from: "load-balancers",
    to: "workers",
    traffic: tcp(10256),
    description: "Load balancers ask kube-proxy for its health",
  },

  {
    from: "allowed-networks",
    to: "endpoint",
    traffic: pathDiscovery,
    description: "Path discovery towards the allow-list",
  },
  {
    from: "workers",
    to: "endpoint",
    traffic: pathDiscovery,
    description: "Path discovery between workers and API endpoint",
  },
  {
    from: "endpoint",
    to: "workers",
    traffic: pathDiscovery,
    description: "Path discovery between API endpoint and workers",
  },
  {
    from: "endpoint",
    to: "oracle-services",
    traffic: pathDiscovery,
    description: "Path discovery between API endpoint and Oracle services",
  },
  {
    from: "pods",
    to: "oracle-services",
    traffic: pathDiscovery,
    description: "Path discovery between pods and Oracle services",
  },
  { from: "workers", to: "anywhere", traffic: pathDiscovery, description: "Path discovery from workers" },
  { from: "anywhere", to: "workers", traffic: pathDiscovery, description: "Path discovery to workers" },
  { from: "anywhere", to: "pods", traffic: pathDiscovery, description: "Path discovery to pods" },
  {
    from: "anywhere",
    to: "load-balancers",
    traffic: pathDiscovery,
    description: "Path discovery to load balancers",
  },
];
