/** Regions with Kubernetes. */
export const regions = [
  ["nyc1", "New York 1"],
  ["nyc3", "New York 3"],
  ["sfo2", "San Francisco 2"],
  ["sfo3", "San Francisco 3"],
  ["ams3", "Amsterdam 3"],
  ["sgp1", "Singapore 1"],
  ["lon1", "London 1"],
  ["fra1", "Frankfurt 1"],
  ["tor1", "Toronto 1"],
  ["blr1", "Bangalore 1"],
  ["syd1", "Sydney 1"],
].map(([slug = "", name = ""]) => ({ slug, name }));

/** Kubernetes releases that clusters can be made of, newest first, as `/v2/kubernetes/options` lists them. */
export const versions = ["1.36.0-do.0", "1.35.1-do.6", "1.34.4-do.2"].map((slug) => ({
  slug,
  kubernetes_version: slug.split("-")[0] ?? "",
  supported_features: ["cluster-autoscaler", "docr-integration", "ha-control-plane", "token-authentication"],
}));

/** Machines for workers. */
export const sizes = [
  "s-1vcpu-2gb",
  "s-2vcpu-2gb",
  "s-2vcpu-4gb",
  "s-4vcpu-8gb",
  "s-8vcpu-16gb",
  "s-2vcpu-4gb-amd",
  "s-4vcpu-8gb-amd",
  "s-2vcpu-4gb-intel",
  "s-4vcpu-8gb-intel",
  "c-2",
  "c-4",
  "c-8",
  "g-2vcpu-8gb",
  "g-4vcpu-16gb",
  "g-8vcpu-32gb",
  "gd-2vcpu-8gb",
  "gd-4vcpu-16gb",
  "m-2vcpu-16gb",
  "m-4vcpu-32gb",
  "so-2vcpu-16gb",
].map((slug) => ({ slug, name: slug }));

/**
 * Versions that a cluster can go to: newer patches of its minor, and, from the
 * newest patch on, the next minor. None can be left out.
 * https://docs.digitalocean.com/products/kubernetes/how-to/upgrade-cluster/
 */
export function upgradesFrom(version: string): typeof versions {
  const own = parts(version);
  const newer = versions.filter(({ slug }) => compare(parts(slug), own) > 0);
  const patches = newer.filter(({ slug }) => parts(slug)[1] === own[1]);
  if (patches.length > 0) return patches;
  return newer.filter(({ slug }) => parts(slug)[1] === (own[1] ?? 0) + 1);
}

/** `1.36.0-do.1` as numbers: major, minor, patch, revision. */
const parts = (slug: string) => (slug.match(/\d+/g) ?? []).map(Number);

function compare(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((part, at) => part !== other[at]);
  return index < 0 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}
