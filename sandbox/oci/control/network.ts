import { randomUUID } from "node:crypto";
import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { requireApart, requireWithin } from "./cidr.ts";
import { gatewayTypes } from "./network-gateways.ts";
import { networkSecurityGroup, securityGroupRuleRoutes } from "./network-security-groups.ts";
import { oracleServiceRoutes } from "./oracle-services.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { type CreateContext, type Fields, provisioned, type ResourceType } from "./resource-type.ts";

const base = { lifeCycle: provisioned, list: "array" } as const;

const routeTable: ResourceType = {
  ...base,
  name: "RouteTable",
  path: "/20160918/routeTables",
  ocid: "routetable",
  references: ["vcnId"],
  create: withRouteRules,
  update: withRouteRules,
  usedBy: ({ fields }, { id }) => fields.routeTableId === id,
};

const securityList: ResourceType = {
  ...base,
  name: "SecurityList",
  path: "/20160918/securityLists",
  ocid: "securitylist",
  references: ["vcnId"],
  create: withSecurityRules,
  update: withSecurityRules,
  usedBy: ({ fields }, { id }) => listed(fields.securityListIds).includes(id),
};

const dhcpOptions: ResourceType = {
  ...base,
  name: "DhcpOptions",
  path: "/20160918/dhcps",
  ocid: "dhcpoptions",
  references: ["vcnId"],
  create: ({ domainNameType = "CUSTOM_DOMAIN" }) => ({ domainNameType }),
  usedBy: ({ fields }, { id }) => fields.dhcpOptionsId === id,
};

const vcn: ResourceType = {
  ...base,
  name: "Vcn",
  path: "/20160918/vcns",
  ocid: "vcn",
  create: createVcn,
  usedBy: ({ fields }, { id }) => fields.vcnId === id,
};

const subnet: ResourceType = {
  ...base,
  name: "Subnet",
  path: "/20160918/subnets",
  ocid: "subnet",
  references: ["vcnId", "routeTableId", "securityListIds", "dhcpOptionsId"],
  create: createSubnet,
  // Clusters, node pools, bastions, private endpoints: whoever names it, at any depth, but for its flow log.
  usedBy: ({ type, fields }, { id }) => type.name !== "Log" && JSON.stringify(fields).includes(`"${id}"`),
};

/** The virtual network part of the core services, version 20160918. */
export function networkRoutes(store: Store): Route[] {
  const types = [vcn, subnet, routeTable, securityList, dhcpOptions, networkSecurityGroup, ...gatewayTypes];
  return [
    ...types.flatMap((type) => resourceRoutes(store, type)),
    ...securityGroupRuleRoutes(store),
    ...oracleServiceRoutes(),
  ];
}

/** A VCN comes with a route table, a security list and DHCP options, which go when it goes. */
function createVcn(details: Fields, { store, url, id }: CreateContext): Fields {
  const { compartmentId, displayName = "vcn", dnsLabel } = details;
  const cidrBlocks = listed(details.cidrBlocks ?? details.cidrBlock);
  requireApart(cidrBlocks);
  const own = (type: ResourceType, what: string, fields: Fields) =>
    store.resources.create(
      { ...type, references: [] },
      { compartmentId, vcnId: id, displayName: `Default ${what} for ${displayName}`, ...fields },
      { url, ownedBy: id },
    ).id;
  return {
    cidrBlock: cidrBlocks[0],
    cidrBlocks,
    byoipv6CidrBlocks: [],
    ipv6PrivateCidrBlocks: [],
    ...(dnsLabel !== undefined && { vcnDomainName: `${dnsLabel}.oraclevcn.com` }),
    defaultRouteTableId: own(routeTable, "Route Table", { routeRules: [] }),
    defaultSecurityListId: own(securityList, "Security List", defaultSecurityRules(String(cidrBlocks[0]))),
    defaultDhcpOptionsId: own(dhcpOptions, "DHCP Options", {
      options: [{ type: "DomainNameServer", serverType: "VcnLocalPlusInternet", customDnsServers: [] }],
    }),
  };
}

/** What Oracle opens in every new VCN: SSH from everywhere, some ICMP, and everything outwards. */
function defaultSecurityRules(cidrBlock: string): Fields {
  return {
    egressSecurityRules: [{ destination: "0.0.0.0/0", protocol: "all" }],
    ingressSecurityRules: [
      { source: "0.0.0.0/0", protocol: "6", tcpOptions: { destinationPortRange: { min: 22, max: 22 } } },
      { source: "0.0.0.0/0", protocol: "1", icmpOptions: { type: 3, code: 4 } },
      { source: cidrBlock, protocol: "1", icmpOptions: { type: 3 } },
    ],
  };
}

function createSubnet(details: Fields, { store }: CreateContext): Fields {
  const { fields } = store.resources.get(String(details.vcnId));
  const { cidrBlock, dnsLabel, prohibitPublicIpOnVnic = false, prohibitInternetIngress } = details;
  const others = store.resources.ofType(subnet).filter((other) => other.fields.vcnId === details.vcnId);
  requireWithin(cidrBlock, listed(fields.cidrBlocks));
  requireApart([cidrBlock, ...others.map((other) => other.fields.cidrBlock)]);
  const [a, b, c, d] = String(cidrBlock).split(/[./]/).map(Number);
  return {
    routeTableId: details.routeTableId ?? fields.defaultRouteTableId,
    securityListIds: details.securityListIds ?? [fields.defaultSecurityListId],
    dhcpOptionsId: details.dhcpOptionsId ?? fields.defaultDhcpOptionsId,
    prohibitPublicIpOnVnic,
    prohibitInternetIngress: prohibitInternetIngress ?? prohibitPublicIpOnVnic,
    ipv4CidrBlocks: [cidrBlock],
    ipv6CidrBlocks: [],
    virtualRouterIp: `${a}.${b}.${c}.${Number(d) + 1}`,
    virtualRouterMac: `00:00:17:${randomUUID()
      .slice(0, 6)
      .replace(/..(?=.)/g, "$&:")}`,
    ...(dnsLabel !== undefined && { subnetDomainName: `${dnsLabel}.${fields.vcnDomainName}` }),
  };
}

function withRouteRules({ routeRules }: Fields): Fields {
  return routeRules === undefined
    ? {}
    : { routeRules: filled(routeRules, { destinationType: "CIDR_BLOCK", routeType: "STATIC" }) };
}

function withSecurityRules({ ingressSecurityRules, egressSecurityRules }: Fields): Fields {
  return {
    ...(ingressSecurityRules !== undefined && {
      ingressSecurityRules: filled(ingressSecurityRules, { isStateless: false, sourceType: "CIDR_BLOCK" }),
    }),
    ...(egressSecurityRules !== undefined && {
      egressSecurityRules: filled(egressSecurityRules, { isStateless: false, destinationType: "CIDR_BLOCK" }),
    }),
  };
}

const filled = (rules: unknown, defaults: Fields) =>
  listed(rules).map((rule) => ({ ...defaults, ...(rule as object) }));

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
