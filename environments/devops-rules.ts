import type { Devops } from "./devops-schema.ts";
import { email } from "./name-rules.ts";
import { isArm } from "./node-pool-rules.ts";
import { listOf, optional, type Report, type Rule, record, type Sound, text, whole } from "./rules.ts";
import type { Environment } from "./schema.ts";

export const devopsRule: Rule<Devops> = record({
  branch: optional(
    text(
      /^(?!refs\/)(?!.*(\.\.|\/\/|\.lock$))[A-Za-z0-9][A-Za-z0-9._/-]*(?<![./])$/,
      "the name of a branch",
      "Write it without refs/heads/, such as main.",
    ),
  ),
  emails: listOf(email),
  approvals: optional(whole(1, 10, "Ask one person at least; leave devops out where nobody is to be asked.")),
});

/** Oracle's pipelines deliver to the registry beside them and deploy to OKE, what an x86 machine has built. */
export function devopsFitsEnvironment(environment: Sound<Environment>, where: string, report: Report): void {
  const { devops, cluster, registry } = environment;
  if (devops === undefined || cluster === undefined) return;
  if (cluster.kind !== "oke") {
    if (cluster.kind === undefined) return;
    const rule = `must be left out on a cluster of kind ${cluster.kind}, to which Oracle's pipelines do not deploy`;
    report.add(`${where}.devops`, rule, devops, "Remove it.");
    return;
  }
  if (registry?.kind !== undefined && registry.kind !== "ocir") {
    const rule = "must be ocir with devops, whose pipeline delivers images to Oracle's registry";
    report.add(`${where}.registry.kind`, rule, registry.kind, "Use it, or remove devops.");
  } else if (
    registry?.kind === "ocir" &&
    registry.region !== undefined &&
    registry.region !== cluster.region
  ) {
    const rule = `must be that of the cluster (${cluster.region}) with devops, whose pipelines are in one region`;
    report.add(`${where}.registry.region`, rule, registry.region, "Use it, or remove devops.");
  }
  for (const [name, pool] of Object.entries(cluster.nodePools ?? {})) {
    if (pool?.shape === undefined || !isArm(pool.shape)) continue;
    const rule = "must be of x86 with devops, which builds images for no other";
    report.add(
      `${where}.cluster.nodePools.${name}.shape`,
      rule,
      pool.shape,
      "Use such as VM.Standard.E5.Flex, or remove devops.",
    );
  }
}
