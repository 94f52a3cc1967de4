/** Mistakes that people make with what oke-prod has beyond oke-dev, with the whole of what they are told. */
import { prod } from "./examples.ts";
import type { Case } from "./mistakes.ts";

const at = "oke-prod.cluster";

export const endpointMistakes: Readonly<Record<string, readonly Case[]>> = {
  "ways to a private endpoint": [
    [
      prod,
      "cluster.endpoint.bastion",
      undefined,
      `${at}.endpoint.allowedCidrs: must name a network that is joined to the VCN, where there is no bastion, got []. Otherwise nobody reaches the cluster, Terraform included.`,
    ],
    [
      prod,
      "cluster.endpoint.bastion.allowedCidrs",
      ["0.0.0.0/0"],
      `${at}.endpoint.bastion.allowedCidrs[0]: must be a network of your own, from /8 to /32, and never the whole internet, got "0.0.0.0/0". List the addresses that operators and pipelines come from.`,
    ],
    [
      prod,
      "cluster.endpoint.bastion.cidr",
      "10.8.0.0/29",
      `${at}.endpoint.bastion.cidr: must not overlap network.endpoint (10.8.0.0/28), got "10.8.0.0/29". Move one of the two.`,
    ],
    [
      prod,
      "cluster.endpoint.bastion.cidr",
      "10.9.0.0/29",
      `${at}.endpoint.bastion.cidr: must lie within network.vcn (10.8.0.0/16), got "10.9.0.0/29". Move it there, or widen network.vcn.`,
    ],
    [
      prod,
      "cluster.endpoint",
      {
        ...(prod.cluster.kind === "oke" ? prod.cluster.endpoint : {}),
        visibility: "public",
        allowedCidrs: [],
      },
      [
        `${at}.endpoint.allowedCidrs: must be a list with at least one item, got []. Write it as ["…"].`,
        `${at}.endpoint.bastion: is not a known property, got {"cidr":"10.8.0.16/29","allowedCidrs":["203.0.113.0/24"]}. Remove it, or use one of visibility, allowedCidrs.`,
      ].join("\n"),
    ],
  ],
  "add-ons and logs": [
    [
      prod,
      "cluster.addOns.coreDns.minimumReplicas",
      0,
      `${at}.addOns.coreDns.minimumReplicas: must be a whole number from 1 to 1000, got 0. Every connection begins with a DNS query.`,
    ],
    [
      prod,
      "cluster.flowLogs.retentionDays",
      45,
      `${at}.flowLogs.retentionDays: must be a multiple of 30, got 45. Oracle keeps logs in steps of 30 days.`,
    ],
    [
      prod,
      "cluster.flowLogs.retentionDays",
      365,
      `${at}.flowLogs.retentionDays: must be a whole number from 30 to 180, got 365. Oracle keeps logs for no other time.`,
    ],
  ],
  "protection and tags": [
    [
      prod,
      "protectData",
      "yes",
      'oke-prod.protectData: must be true or false, got "yes". Terraform refuses to destroy what holds data where it is true.',
    ],
    [
      prod,
      "definedTags",
      { CostCenter: "42" },
      'oke-prod.definedTags.CostCenter: must be a tag namespace, a dot and a key, got "CostCenter". Use one that exists, such as Finance.CostCenter.',
    ],
    [
      prod,
      "definedTags",
      { "Finance.CostCenter": 42 },
      "oke-prod.definedTags.Finance.CostCenter: must be 1 to 256 characters, got 42. Give the tag a value.",
    ],
  ],
};
