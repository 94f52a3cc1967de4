/** Where pods, machines and load balancers of a cluster live; each has one network security group. */
export type Role = "endpoint" | "workers" | "pods" | "load-balancers";

export const roles: readonly Role[] = ["endpoint", "workers", "pods", "load-balancers"];

/**
 * The far end of a connection that is not one of our roles: the networks that
 * may use the Kubernetes API, the subnet of a bastion, any address, or Oracle's
 * own services in the region (reached through the service gateway, never over
 * the internet).
 */
export type Outside = "allowed-networks" | "bastion" | "anywhere" | "oracle-services";

/** `path-discovery` is ICMP type 3 code 4: without it large packets vanish where the MTU drops from 9000 to 1500. */
export type Traffic =
  | { readonly protocol: "tcp"; readonly ports?: readonly [first: number, last: number] }
  | { readonly protocol: "path-discovery" | "all" };

/**
 * One direction in which connections may be opened. Answers always pass: the
 * rules are stateful. The description is shown in Oracle's console, which takes
 * 255 characters.
 */
export type Flow = readonly [from: End, to: End, traffic: Traffic, description: string];

export type End = Role | Outside;

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
// biome-ignore format: one rule a line, in columns
export const flows: readonly Flow[] = [
  ["allowed-networks", "endpoint",        tcp(6443),         "Kubernetes API for the networks on the allow-list"],
  ["bastion",          "endpoint",        tcp(6443),         "Kubernetes API for people with a bastion session"],
  ["workers",          "endpoint",        tcp(6443),         "Kubernetes API for the kubelets"],
  ["pods",             "endpoint",        tcp(6443),         "Kubernetes API for controllers and operators in pods"],
  ["workers",          "endpoint",        tcp(12250),        "Control plane channel of the workers"],
  ["pods",             "endpoint",        tcp(12250),        "Workload identity: pods exchange their token for an Oracle one"],
  ["endpoint",         "workers",         tcp(10250),        "Kubelet API: logs, exec and port-forward"],
  ["endpoint",         "pods",            everything,        "Webhooks and aggregated APIs that run in pods"],
  ["endpoint",         "oracle-services", tcp(443),          "The API endpoint reports to the Kubernetes service"],

  ["pods",             "pods",            everything,        "Pods talk to each other; NetworkPolicies narrow this"],
  ["workers",          "pods",            everything,        "Kubelet probes, and NodePort traffic on its way to a pod"],
  ["pods",             "workers",         anyTcp,            "Metrics of kubelets, and pods on the host network"],
  ["workers",          "oracle-services", anyTcp,            "Workers join the cluster, pull images and attach volumes"],
  ["pods",             "oracle-services", anyTcp,            "Programs use Streaming, Vault and other Oracle services"],
  ["workers",          "anywhere",        tcp(443),          "Images from public registries"],
  ["pods",             "anywhere",        tcp(443),          "Programs call HTTPS services on the internet"],

  ["anywhere",         "load-balancers",  tcp(443),          "Visitors, HTTPS"],
  ["anywhere",         "load-balancers",  tcp(80),           "Visitors, HTTP, to be redirected to HTTPS"],
  ["load-balancers",   "workers",         tcp(30000, 32767), "Load balancers forward to NodePorts"],
  ["load-balancers",   "workers",         tcp(10256),        "Load balancers ask kube-proxy for its health"],

  ["allowed-networks", "endpoint",        pathDiscovery,     "Path discovery towards the allow-list"],
  ["workers",          "endpoint",        pathDiscovery,     "Path discovery between workers and API endpoint"],
  ["endpoint",         "workers",         pathDiscovery,     "Path discovery between API endpoint and workers"],
  ["endpoint",         "oracle-services", pathDiscovery,     "Path discovery between API endpoint and Oracle services"],
  ["pods",             "oracle-services", pathDiscovery,     "Path discovery between pods and Oracle services"],
  ["workers",          "anywhere",        pathDiscovery,     "Path discovery from workers"],
  ["anywhere",         "workers",         pathDiscovery,     "Path discovery to workers"],
  ["anywhere",         "pods",            pathDiscovery,     "Path discovery to pods"],
  ["anywhere",         "load-balancers",  pathDiscovery,     "Path discovery to load balancers"],
];
