import { both, oneOf, optional, type Report, type Rule, record, type Sound, whole } from "./rules.ts";
import type { CustomerKeys, Environment } from "./schema.ts";

export const keysRule: Rule<CustomerKeys> = both<CustomerKeys>(
  record({
    vault: optional(oneOf(["shared", "virtual-private"])),
    protection: optional(oneOf(["software", "hsm"])),
    rotateEveryDays: optional(whole(60, 365, "Oracle rotates no oftener and no more seldom.")),
    versions: optional(
      whole(1, Number.POSITIVE_INFINITY, "Count the versions made by hand, the first one too."),
    ),
  }),
  ({ vault = "shared", rotateEveryDays }, where, report) => {
    if (rotateEveryDays === undefined || vault === "virtual-private") return;
    const rule = "must be left out in a shared vault, where Oracle rotates no key by itself";
    const remedy = "Use a virtual-private vault, or rotate by hand: raise versions by one.";
    report.add(`${where}.rotateEveryDays`, rule, rotateEveryDays, remedy);
  },
);

/** The keys are in the vault of the streams, and what they encrypt is Oracle's. */
export function keysFitEnvironment(environment: Sound<Environment>, where: string, report: Report): void {
  const { keys, cluster } = environment;
  if (keys === undefined) return;
  if (cluster?.kind === undefined) return;
  if (cluster.kind !== "oke") {
    const rule = `must be left out on a cluster of kind ${cluster.kind}: Oracle encrypts nothing there`;
    report.add(`${where}.keys`, rule, keys, "Remove it.");
    return;
  }
  const { region } = environment.streaming ?? {};
  if (region === undefined || cluster.region === undefined || region === cluster.region) return;
  const rule = `must be that of the cluster (${cluster.region}) with keys of one's own, which are in one region`;
  report.add(`${where}.streaming.region`, rule, region, "Leave it out, or remove keys.");
}
