import { jsonBody } from "../shared/json-body.ts";
import type { Call, Route } from "../shared/routes.ts";
import type { Account, Fields, Item, Kind } from "./account.ts";
import { notFound, unprocessable } from "./errors.ts";
import { pageOf, route } from "./route.ts";

/** Uptime checks with their alerts, and alert policies of the monitoring service. They are kept and not applied. */
export function alertRoutes(account: Account): Route[] {
  const checkOf = ({ path: [id = ""] }: Call) => account.get("check", id);
  const alertsOf = (check: Item) => account.all("alert").filter(({ fields }) => fields.check === check.id);
  return [
    ...collection(account, "check", "UptimeCheck", "uptime/checks", {
      list: "checks",
      make: ({ name, target, type = "https", regions = [], enabled = true }) => {
        if (!name || !target) throw unprocessable("name and target are required");
        requireOneOf("type", type, "ping", "http", "https");
        return { name, target, type, regions, enabled };
      },
      removed: (check) => {
        for (const alert of alertsOf(check)) account.remove(alert);
      },
    }),
    route("GetUptimeCheckState", "GET", "uptime/checks/{id}/state", (call) => {
      checkOf(call);
      return { body: { state: { regions: {}, previous_outage: {} } } };
    }),
    ...collection(account, "alert", "UptimeAlert", "uptime/checks/{id}/alerts", {
      list: "alerts",
      parent: checkOf,
      make: ({ name, type, threshold = 0, comparison = "", notifications, period = "" }) => {
        requireOneOf("type", type, "latency", "down", "down_global", "ssl_expiry");
        if (!notifications) throw unprocessable("notifications are required");
        return { name, type, threshold, comparison, notifications, period };
      },
    }),
    ...collection(account, "policy", "AlertPolicy", "monitoring/alerts", {
      list: "policies",
      idField: "uuid",
      make: (details) => {
        requireOneOf("compare", details.compare, "GreaterThan", "LessThan");
        const { type, description, compare, value, window, entities = [], tags = [], alerts } = details;
        const enabled = details.enabled ?? true;
        return { type, description, compare, value, window, entities, tags, alerts, enabled };
      },
    }),
  ];
}

interface CollectionProps {
  /** The name of the list. */
  readonly list: string;
  /** What the resource has of a request. Throws 422. */
  readonly make: (details: Fields) => Fields;
  /** @default "id" */
  readonly idField?: string;
  /** What it is part of. Throws 404. */
  readonly parent?: (call: Call) => Item;
  readonly removed?: (item: Item) => void;
}

/** The five calls of a resource that has no life cycle. */
function collection(
  account: Account,
  kind: Kind,
  name: string,
  path: string,
  { list, make, idField = "id", parent, removed }: CollectionProps,
): Route[] {
  const view = ({ id, fields: { check: _, ...fields } }: Item): Fields => ({ [idField]: id, ...fields });
  const partOf = (call: Call) => (parent ? { check: parent(call).id } : {});
  const itemOf = (call: Call) => {
    const item = account.get(kind, call.path.at(-1) ?? "");
    const { check } = partOf(call);
    if (item.fields.check !== check) throw notFound();
    return item;
  };
  const one = (item: Item) => ({ [kind]: view(item) });
  return [
    route(`Create${name}`, "POST", path, (call) => ({
      status: 201,
      body: one(account.add(kind, { ...partOf(call), ...make(jsonBody(call)) })),
    })),
    route(`List${name}s`, "GET", path, (call) => {
      const { check } = partOf(call);
      const all = account.all(kind).filter(({ fields }) => fields.check === check);
      return pageOf(list, all.map(view), call);
    }),
    route(`Get${name}`, "GET", `${path}/{item}`, (call) => ({ body: one(itemOf(call)) })),
    route(`Update${name}`, "PUT", `${path}/{item}`, (call) => {
      const item = itemOf(call);
      account.change(item, make(jsonBody(call)));
      return { body: one(item) };
    }),
    route(`Delete${name}`, "DELETE", `${path}/{item}`, (call) => {
      const item = itemOf(call);
      removed?.(item);
      account.remove(item);
      return { status: 204 };
    }),
  ];
}

function requireOneOf(field: string, value: unknown, ...known: readonly string[]): void {
  if (!known.includes(String(value))) throw unprocessable(`${field} must be one of ${known.join(", ")}`);
}
