import { jsonBody } from "../../shared/json-body.ts";
import type { Answer, Call, Route } from "../../shared/routes.ts";
import { ServiceError } from "../../shared/service-error.ts";
import type { Store } from "../store.ts";
import type { CallContext, Fields, Resource, ResourceType } from "./resource-type.ts";
import { resourceNotFound } from "./resources.ts";

/** The calls that a kind of resource has: a service is the routes of its types, and what is special about it. */
export function resourceRoutes(store: Store, type: ResourceType): Route[] {
  const { resources } = store;
  const { name, idField = "id", key = idField, list = "items", updateMethod = "PUT", workRequest } = type;
  const parents = Array.from(type.path.matchAll(/\{(\w+)\}/g), ([, parent]) => String(parent));
  const collection = type.path.replace(/\{\w+\}/g, "([^/]+)");
  const created = new Map<string, Resource>();

  const route = (operation: string, method: string, path: string, handle: Route["handle"]): Route => ({
    operation,
    method,
    path: new RegExp(`^${collection}${path}/?$`),
    handle,
  });
  return [
    route(`Create${name}`, "POST", "", create),
    route(`List${plural(name)}`, "GET", "", listAll),
    route(`Get${name}`, "GET", "/([^/]+)", (call) => answer(find(call), call)),
    route(`Update${name}`, updateMethod, "/([^/]+)", update),
    route(`Delete${name}`, "DELETE", "/([^/]+)", remove),
    route(`Change${name}Compartment`, "POST", "/([^/]+)/actions/changeCompartment", changeCompartment),
    ...Object.entries(type.actions ?? {}).map(([action, act]) =>
      route(operationOf(action, name), "POST", `/([^/]+)/actions/${action}`, (call) => {
        const body = act(find(call), jsonBody(call), contextOf(call));
        return body === undefined ? { status: 204 } : { body };
      }),
    ),
  ];

  function contextOf({ headers }: Call): CallContext {
    return { store, url: `http://${headers.host}` };
  }

  function parentsOf({ path }: Call): Fields {
    return Object.fromEntries(parents.map((parent, index) => [parent, path[index]]));
  }

  function find(call: Call): Resource {
    const wanted = Object.entries({ ...parentsOf(call), [key]: call.path[parents.length] });
    const found = resources
      .ofType(type)
      .find(({ fields }) => wanted.every(([field, value]) => fields[field] === value));
    if (!found) throw resourceNotFound(call.path.join("/"));
    const expected = call.headers["if-match"];
    if (expected !== undefined && expected !== "*" && expected !== found.etag) {
      throw new ServiceError(412, "NoEtagMatch", `The ${name} has changed since it was read.`);
    }
    return found;
  }

  function view(resource: Resource, context: CallContext): Fields {
    return type.view?.(resource, context) ?? resource.fields;
  }

  function answer(resource: Resource, call: Call): Answer {
    return { headers: { etag: resource.etag }, body: view(resource, contextOf(call)) };
  }

  /** The resource itself, or that it is being worked on. */
  function answerWork(resource: Resource, call: Call, verb: "CREATED" | "UPDATED"): Answer {
    const { headers, body } = answer(resource, call);
    const all = { ...headers, ...resources.workRequestHeaders(resource, verb) };
    if (!workRequest) return { headers: all, ...(body !== undefined && { body }) };
    return { status: 202, headers: all, ...(workRequest.body && body !== undefined && { body }) };
  }

  function create(call: Call): Answer {
    const token = String(call.headers["opc-retry-token"] ?? "");
    const before = token === "" ? undefined : created.get(token);
    if (before) return answerWork(before, call, "CREATED");
    const { url } = contextOf(call);
    const resource = resources.create(type, { ...jsonBody(call), ...parentsOf(call) }, { url });
    if (token !== "") created.set(token, resource);
    return answerWork(resource, call, "CREATED");
  }

  function listAll(call: Call): Answer {
    const { query } = call;
    const filters = Object.entries({ ...Object.fromEntries(query), ...parentsOf(call) });
    const found = resources
      .ofType(type)
      .filter(({ fields }) =>
        filters.every(([field, value]) => notFilters.has(field) || String(fields[field]) === value),
      )
      .map((resource) => view(resource, contextOf(call)));
    const start = Number(query.get("page") ?? 0);
    const end = start + Number(query.get("limit") ?? 1000);
    const page = found.slice(start, end);
    return {
      ...(end < found.length && { headers: { "opc-next-page": String(end) } }),
      body: list === "array" ? page : { items: page },
    };
  }

  function update(call: Call): Answer {
    const resource = find(call);
    resources.update(resource, jsonBody(call), contextOf(call));
    return answerWork(resource, call, "UPDATED");
  }

  function changeCompartment(call: Call): Answer {
    const resource = find(call);
    resources.change(resource, { compartmentId: jsonBody(call).compartmentId });
    return { status: 204, headers: { etag: resource.etag } };
  }

  function remove(call: Call): Answer {
    const resource = find(call);
    resources.delete(resource);
    return {
      status: workRequest ? 202 : 204,
      headers: resources.workRequestHeaders(resource, "DELETED"),
    };
  }
}

/** `scheduleDeletion` of a `Vault` is ScheduleVaultDeletion. */
const operationOf = (action: string, name: string) =>
  action.replace(/^[a-z]+/, (verb) => `${verb[0]?.toUpperCase()}${verb.slice(1)}${name}`);

const plural = (name: string) => `${name.replace(/y$/, "ie").replace(/s$/, "")}s`;

/** Query parameters that say how to list, not what. */
const notFilters = new Set(["limit", "page", "sortBy", "sortOrder", "compartmentIdInSubtree", "accessLevel"]);
