import { oracleServices } from "./oracle-services.ts";
import { type Fields, provisioned, type Resource, type ResourceType } from "./resource-type.ts";

const base = {
  lifeCycle: provisioned,
  list: "array",
  references: ["vcnId"],
  /** A route to it. */
  usedBy: ({ fields }: Resource, { id }: Resource) =>
    ((fields.routeRules ?? []) as Fields[]).some(({ networkEntityId }) => networkEntityId === id),
} as const;

const withServices = ({ services }: Fields): Fields =>
  services === undefined
    ? {}
    : {
        services: (services as Fields[]).map(({ serviceId }) => ({
          serviceId,
          serviceName: oracleServices.find(({ id }) => id === serviceId)?.name,
        })),
      };

export const gatewayTypes: readonly ResourceType[] = [
  {
    ...base,
    name: "InternetGateway",
    path: "/20160918/internetGateways",
    ocid: "internetgateway",
    create: ({ isEnabled = true }) => ({ isEnabled }),
  },
  {
    ...base,
    name: "NatGateway",
    path: "/20160918/natGateways",
    ocid: "natgateway",
    create: ({ blockTraffic = false }, { id }) => ({
      blockTraffic,
      natIp: "198.51.100.7",
      publicIpId: id.replace(".natgateway.", ".publicip."),
    }),
  },
  {
    ...base,
    name: "ServiceGateway",
    path: "/20160918/serviceGateways",
    ocid: "servicegateway",
    create: (details) => ({ blockTraffic: false, ...withServices(details) }),
    update: withServices,
  },
];
