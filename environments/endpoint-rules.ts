import { allowedCidr, disjoint, subnetCidr, within } from "./cidr.ts";
import type { OkeCluster, PrivateEndpoint } from "./oke-schema.ts";
import {
  both,
  listOf,
  literal,
  optional,
  type Report,
  type Rule,
  record,
  type Sound,
  variant,
} from "./rules.ts";

const anyCidrs: Rule<readonly string[]> = (value, where, report) =>
  Array.isArray(value) && value.length === 0 ? [] : listOf(allowedCidr)(value, where, report);

export const endpoint: Rule<OkeCluster["endpoint"]> = variant("visibility", {
  public: record({ visibility: literal("public"), allowedCidrs: listOf(allowedCidr) }),
  private: both<PrivateEndpoint>(
    record({
      visibility: literal("private"),
      allowedCidrs: anyCidrs,
      bastion: optional(record({ cidr: subnetCidr, allowedCidrs: listOf(allowedCidr) })),
    }),
    ({ allowedCidrs, bastion }, where, report) => {
      if (allowedCidrs?.length !== 0 || bastion !== undefined) return;
      const rule = "must name a network that is joined to the VCN, where there is no bastion";
      const remedy = "Otherwise nobody reaches the cluster, Terraform included.";
      report.add(`${where}.allowedCidrs`, rule, allowedCidrs, remedy);
    },
  ),
});

/** The bastion has a subnet of its own beside the others. */
export function bastionFits({ network, endpoint }: Sound<OkeCluster>, where: string, report: Report): void {
  if (endpoint?.visibility !== "private" || endpoint.bastion?.cidr === undefined) return;
  const { vcn, services: _outside, ...subnets } = network ?? {};
  const bastion = { "endpoint.bastion.cidr": endpoint.bastion.cidr };
  within(["network.vcn", vcn], bastion, where, report);
  for (const [name, subnet] of Object.entries(subnets)) {
    disjoint({ [`network.${name}`]: subnet, ...bastion }, where, report);
  }
}
