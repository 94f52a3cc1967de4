/** What fits together, as of 2026-11. A version leaves this list when its cloud retires it. */

/** https://docs.oracle.com/iaas/Content/ContEng/Concepts/contengaboutk8sversions.htm */
export const okeVersions = ["1.34.2", "1.35.2", "1.36.1"] as const;

/** `doctl kubernetes options versions`: the slug holds DigitalOcean's own revision. */
export const doksVersions = ["1.35.1-do.6", "1.36.0-do.0"] as const;

/** Strimzi 1.2.0; it runs on Kubernetes 1.30 and newer, so on every version above. */
export const kafkaVersions = ["4.2.0", "4.2.1", "4.3.0", "4.3.1"] as const;

/** `36` of `1.36.1`. */
export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
