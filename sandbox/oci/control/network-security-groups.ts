import { randomBytes } from "node:crypto";
import type { Route } from "../../shared/routes.ts";
import { invalidParameter } from "../errors.ts";
import type { Store } from "../store.ts";
import { type Fields, provisioned, type Resource, type ResourceType } from "./resource-type.ts";
import { resourceNotFound } from "./resources.ts";

/** Documented: rules that one group can have. */
const maximumRules = 120;

/** Rules are no resources of their own: they live in the group, out of its sight. */
const rulesOf = ({ fields }: Resource) => (fields.securityRules ?? []) as readonly Fields[];

export const networkSecurityGroup: ResourceType = {
  name: "NetworkSecurityGroup",
  path: "/20160918/networkSecurityGroups",
  ocid: "networksecuritygroup",
  lifeCycle: provisioned,
  list: "array",
  references: ["vcnId"],
  view: ({ fields: { securityRules: _, ...fields } }) => fields,
  // Whatever has it among its groups. Rules that name it go with it, as rules of the others do not keep it.
  usedBy: ({ fields }, { id }) => {
    const { securityRules: _, ...rest } = fields;
    return JSON.stringify(rest).includes(`"${id}"`);
  },
  actions: {
    addSecurityRules(group, { securityRules }, { store }) {
      const added = (securityRules as Fields[]).map((rule) => ({
        isStateless: false,
        ...(rule.source !== undefined && { sourceType: "CIDR_BLOCK" }),
        ...(rule.destination !== undefined && { destinationType: "CIDR_BLOCK" }),
        ...rule,
        id: randomBytes(3).toString("hex").toUpperCase(),
        isValid: true,
        timeCreated: new Date(store.clock()).toISOString(),
      }));
      const all = [...rulesOf(group), ...added];
      if (all.length > maximumRules) {
        throw invalidParameter(`A network security group has at most ${maximumRules} rules.`);
      }
      store.resources.change(group, { securityRules: all });
      return { securityRules: added };
    },
    updateSecurityRules(group, { securityRules }, { store }) {
      const changed = (securityRules as Fields[]).map((rule) => ({ ...ruleOf(group, rule.id), ...rule }));
      const all = rulesOf(group).map((rule) => changed.find(({ id }) => id === rule.id) ?? rule);
      store.resources.change(group, { securityRules: all });
      return { securityRules: changed };
    },
    removeSecurityRules(group, { securityRuleIds }, { store }) {
      const removed = (securityRuleIds as string[]).map((id) => ruleOf(group, id));
      store.resources.change(group, {
        securityRules: rulesOf(group).filter((rule) => !removed.includes(rule)),
      });
      return undefined;
    },
  },
};

export function securityGroupRuleRoutes(store: Store): Route[] {
  return [
    {
      operation: "ListNetworkSecurityGroupSecurityRules",
      method: "GET",
      path: /^\/20160918\/networkSecurityGroups\/([^/]+)\/securityRules$/,
      handle: ({ path, query }) => ({
        body: rulesOf(store.resources.get(path[0] ?? "")).filter(
          ({ direction }) => (query.get("direction") ?? direction) === direction,
        ),
      }),
    },
  ];
}

function ruleOf(group: Resource, id: unknown): Fields {
  const rule = rulesOf(group).find((candidate) => candidate.id === id);
  if (!rule) throw resourceNotFound(`${group.id} rule ${String(id)}`);
  return rule;
}
