import { startDigitalOceanSandbox } from "../../sandbox/digitalocean/server.ts";
import { terraformVariables } from "../../sandbox/digitalocean/terraform.ts";
import type { Cloud, CloudResource, Tampering } from "./cloud.ts";

const tamperings: readonly Tampering[] = [
  {
    type: "digitalocean_container_registry",
    patch: { subscription_tier_slug: "professional" },
    attribute: "subscription_tier_slug",
  },
  { type: "digitalocean_kubernetes_cluster", patch: { name: "renamed-by-hand" }, attribute: "name" },
  { type: "digitalocean_monitor_alert", patch: { enabled: false }, attribute: "enabled" },
  { type: "digitalocean_uptime_check", patch: { enabled: false }, attribute: "enabled" },
];

/** What Terraform's plugin calls the kinds of things that the account has. */
const types: Readonly<Record<string, string>> = {
  kubernetes: "digitalocean_kubernetes_cluster",
  nodepool: "digitalocean_kubernetes_node_pool",
  project: "digitalocean_project",
  registry: "digitalocean_container_registry",
  vpc: "digitalocean_vpc",
};

/** Starts DigitalOcean's stand-in. */
export async function startDigitalOcean(kubeconfig: string | undefined): Promise<Cloud> {
  const sandbox = await startDigitalOceanSandbox({ port: 0, kubeconfig });
  return {
    name: "DigitalOcean",
    variables: terraformVariables(sandbox),
    clusterType: "kubernetes",
    tamperings,
    unknownCalls: sandbox.unknownCalls,
    resources: () =>
      sandbox.resources().map(({ tags, ...resource }) => ({
        ...resource,
        phase: phaseOf(resource.state),
        // The rest comes with its cluster.
        ours: resource.type in types && !tags.includes("terraform:default-node-pool"),
      })),
    change: (id, patch) => sandbox.change(id, patch),
    grow() {
      for (const { id, type, name } of sandbox.resources()) {
        if (type !== "kubernetes") continue;
        sandbox.addAssociated(id, "loadbalancer", `${name}-ingress`);
        sandbox.addAssociated(id, "volume", `pvc-${name}`);
      }
    },
    isFor: ({ type, after }, resource) => type === types[resource.type] && after?.name === resource.name,
    importId: (_, id) => id,
    surroundings: async () => ({ variables: {}, files: {} }),
    close: () => sandbox.close(),
  };
}

function phaseOf(state: string): CloudResource["phase"] {
  if (state === "deleted" || state === "deleting") return "going";
  return state === "provisioning" || state === "upgrading" ? "coming" : "there";
}
