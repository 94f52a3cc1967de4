/** What a vendor's public list asks for one unit, without discounts, free tiers and taxes. */
export interface Price {
  readonly usd: number;
  readonly unit: Unit;
  readonly source: string;
}

/** A month has 744 hours, a Droplet's at most 672 that are billed. What is billed `by use` has no price here. */
export type Unit =
  | "cluster hours"
  | "OCPU hours"
  | "GB hours"
  | "GB months"
  | "Droplet months"
  | "months"
  | "by use";

/** When every price here was looked up. Raise it only after all of them were. */
export const pricesOf = "2026-11-21";

const oracle = "https://www.oracle.com/cloud/price-list/";
const digitalOcean = "https://docs.digitalocean.com/products";

/** What is not here is reported as not priced. */
const prices: Readonly<Record<string, Price>> = {
  "oke-enhanced": {
    usd: 0.1,
    unit: "cluster hours",
    source: "https://www.oracle.com/cloud/cloud-native/container-engine-kubernetes/pricing/",
  },
  "VM.Standard.E5.Flex, OCPU": { usd: 0.03, unit: "OCPU hours", source: oracle },
  "VM.Standard.E5.Flex, memory": { usd: 0.002, unit: "GB hours", source: oracle },
  // Storage at 0.0255, and 10 performance units at 0.0017 each.
  "oci-bv": {
    usd: 0.0425,
    unit: "GB months",
    source: "https://www.oracle.com/cloud/storage/block-volumes/pricing/",
  },
  "doks-ha": { usd: 40, unit: "months", source: `${digitalOcean}/kubernetes/details/pricing/` },
  "s-2vcpu-4gb": { usd: 24, unit: "Droplet months", source: "https://www.digitalocean.com/pricing/droplets" },
  "do-block-storage": { usd: 0.1, unit: "GB months", source: `${digitalOcean}/volumes/details/pricing/` },
  "do-load-balancer": {
    usd: 12,
    unit: "months",
    source: `${digitalOcean}/networking/load-balancers/details/pricing/`,
  },
  "registry-starter": {
    usd: 0,
    unit: "months",
    source: `${digitalOcean}/container-registry/details/pricing/`,
  },
  "registry-basic": { usd: 5, unit: "months", source: `${digitalOcean}/container-registry/details/pricing/` },
  "registry-professional": {
    usd: 20,
    unit: "months",
    source: `${digitalOcean}/container-registry/details/pricing/`,
  },
};

/** Oracle takes half for what it may take away again: https://www.oracle.com/cloud/compute/pricing/ */
export const preemptibleShare = 0.5;

/** Undefined where no list price is known. */
export function priceOf(key: string): Price | undefined {
  return Object.hasOwn(prices, key) ? prices[key] : undefined;
}

/** Markdown. */
export function priceTable(): string {
  const rows = Object.entries(prices).map(
    ([key, { usd, unit, source }]) => `| \`${key}\` | ${usd} | ${unit} | ${source} |\n`,
  );
  return `| key | USD | for each of | source |\n|---|--:|---|---|\n${rows.join("")}`;
}
