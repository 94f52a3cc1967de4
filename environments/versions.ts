/**
 * What fits together, as of 2026-11: Kubernetes × OKE and DOKS × Strimzi ×
 * Terraform and its plugins. This file and package.json are all that an upgrade
 * of any of them changes, and synth holds the one against the other. A version
 * leaves when its cloud retires it.
 */

/** https://docs.oracle.com/iaas/Content/ContEng/Concepts/contengaboutk8sversions.htm */
export const okeVersions = ["1.34.2", "1.35.2", "1.36.1"] as const;

/** `doctl kubernetes options versions`: the slug holds DigitalOcean's own revision. */
export const doksVersions = ["1.35.1-do.6", "1.36.0-do.0"] as const;

/** Minor versions that a worker may be behind its cluster: https://kubernetes.io/releases/version-skew-policy/#kubelet */
export const workerSkew = 3;

/** https://strimzi.io/downloads/ */
export const strimzi = {
  version: "1.2.0",
  /** It runs on this and every later one. */
  oldestKubernetes: "1.30",
  kafka: ["4.2.0", "4.2.1", "4.3.0", "4.3.1"],
  /** Newest format of the cluster's own log that each minor version of Kafka writes. */
  metadata: { "4.2": "4.2-IV1", "4.3": "4.3-IV0" },
} as const;

/** Write-only arguments, and lock files in S3 that are no experiment any more. */
export const oldestTerraform = "1.11";

/** Of stacks/backend.ts, which takes types only from here: what it writes does not compile unless it is this. */
export type RequiredTerraform = `>= ${typeof oldestTerraform}`;

export interface Plugin {
  /** Of the npm package with its bindings, as package.json writes it. */
  readonly bindings: string;
  /** Of Terraform's plugin, for which the bindings were generated. */
  readonly plugin: string;
}

/** By the npm package of the bindings. */
export const plugins = {
  "@cdktf/provider-oci": { bindings: "npm:@cdktf-providers/oracle-oci@7.29.0", plugin: "oracle/oci 7.29.0" },
  "@cdktf/provider-digitalocean": { bindings: "13.14.1", plugin: "digitalocean/digitalocean 2.71.0" },
  "@cdktf/provider-kubernetes": { bindings: "12.1.1", plugin: "kubernetes 2.38.0" },
  "@cdktf/provider-helm": { bindings: "12.1.2", plugin: "helm 3.1.1" },
} as const satisfies Readonly<Record<string, Plugin>>;

/** `36` of `1.36.1`. */
export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
