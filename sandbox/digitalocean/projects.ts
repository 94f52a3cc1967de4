import { randomUUID } from "node:crypto";
import { jsonBody } from "../shared/json-body.ts";
import type { Call, Route } from "../shared/routes.ts";
import { type Account, type Fields, type Item, urnOf } from "./account.ts";
import { conflict, forbidden, notFound, preconditionFailed, unprocessable } from "./errors.ts";
import { pageOf, route } from "./route.ts";

/** What the API knows a project may be for; anything else becomes `Other: <purpose>`. */
const purposes = [
  "Just trying out DigitalOcean",
  "Class project / Educational purposes",
  "Website or blog",
  "Web Application",
  "Service or API",
  "Mobile Application",
  "Machine learning / AI / Data processing",
  "IoT",
  "Operational / Developer tooling",
];

/** Kinds of which every one is in a project. */
const assignable = ["kubernetes", "loadbalancer", "volume"];

/** Every account has a project that is the default: what is in no other is in it. */
export function addDefaultProject(account: Account): void {
  const fields = { name: "default", description: "", purpose: "", environment: "Development" };
  add(account, { ...fields, is_default: true }, true);
}

export function projectRoutes(account: Account): Route[] {
  /** The project of a URN that is not in the default one. */
  const assigned = new Map<string, { readonly project: string; readonly at: string }>();
  const projectOf = ({ path: [id = ""] }: Call) =>
    id === "default" ? defaultOf(account) : account.get("project", id);
  const resourcesOf = ({ id }: Item) =>
    account
      .all()
      .filter(({ kind }) => assignable.includes(kind))
      .map((item) => ({ urn: urnOf(item), at: String(item.fields.created_at ?? "") }))
      .filter(({ urn }) => (assigned.get(urn)?.project ?? defaultOf(account).id) === id)
      .map(({ urn, at }) => ({
        urn,
        assigned_at: assigned.get(urn)?.at ?? at,
        status: "ok",
        links: { self: `https://api.digitalocean.com/v2/${urn.split(":")[1]}/${urn.split(":")[2]}` },
      }));

  return [
    route("CreateProject", "POST", "projects", (call) => {
      const { name, purpose, description = "", environment = "" } = jsonBody(call);
      requireProject(account, { name, purpose, environment });
      const stage = { environment: stageOf(environment), is_default: false };
      const fields = { name, purpose: known(purpose), description, ...stage };
      return { status: 201, body: { project: view(add(account, fields)) } };
    }),
    route("ListProjects", "GET", "projects", (call) =>
      pageOf("projects", account.all("project").map(view), call),
    ),
    route("GetProject", "GET", "projects/{id}", (call) => ({ body: { project: view(projectOf(call)) } })),
    ...["PUT", "PATCH"].map((method) =>
      route("UpdateProject", method, "projects/{id}", (call) => {
        const project = projectOf(call);
        const { name, purpose, description, environment } = { ...project.fields, ...jsonBody(call) };
        requireProject(account, { name, purpose, environment }, project);
        const fields = { name, purpose: known(purpose), description, environment: stageOf(environment) };
        account.change(project, { ...fields, updated_at: account.now() });
        return { body: { project: view(project) } };
      }),
    ),
    route("DeleteProject", "DELETE", "projects/{id}", (call) => {
      const project = projectOf(call);
      if (project.builtIn) throw forbidden("the default project cannot be deleted");
      if (resourcesOf(project).length > 0 || project.fields.moving !== undefined) {
        throw preconditionFailed("cannot delete a project with resources");
      }
      account.remove(project);
      return { status: 204 };
    }),
    route("ListProjectResources", "GET", "projects/{id}/resources", (call) =>
      pageOf("resources", resourcesOf(projectOf(call)), call),
    ),
    route("AssignProjectResources", "POST", "projects/{id}/resources", (call) => {
      const project = projectOf(call);
      const urns = (jsonBody(call).resources ?? []) as readonly string[];
      for (const urn of urns) {
        const [, kind, id] = urn.split(":");
        const item = account.all().find((one) => one.kind === kind && one.id === id);
        if (!item || !assignable.includes(item.kind)) throw notFound();
        leave(account, assigned.get(urn)?.project);
        assigned.set(urn, { project: project.id, at: account.now() });
      }
      return { body: { resources: resourcesOf(project).filter(({ urn }) => urns.includes(urn)), links: {} } };
    }),
  ];
}

/** Moving takes a moment, in which the project that is left cannot be deleted. */
function leave(account: Account, id: string | undefined): void {
  const project = id === undefined ? undefined : account.find("project", id);
  if (!project) return;
  account.change(project, { moving: true });
  account.later(() => account.change(project, { moving: undefined }));
}

function add(account: Account, fields: Fields, builtIn = false): Item {
  const now = account.now();
  const owner = { owner_uuid: randomUUID(), owner_id: 1 };
  return account.add("project", { ...fields, ...owner, created_at: now, updated_at: now }, { builtIn });
}

const view = ({ id, fields: { moving: _, ...fields } }: Item): Fields => ({ id, ...fields });

function defaultOf(account: Account): Item {
  const project = account.all("project").find(({ builtIn }) => builtIn);
  if (!project) throw notFound();
  return project;
}

function known(purpose: unknown): string {
  const text = String(purpose ?? "");
  return purposes.includes(text) || text.startsWith("Other: ") ? text : `Other: ${text}`;
}

/** In any case in a request, and with a capital in an answer. Throws 422. */
function stageOf(environment: unknown): string {
  const text = String(environment ?? "").toLowerCase();
  const stage = ["", "Development", "Staging", "Production"].find((one) => one.toLowerCase() === text);
  if (stage === undefined) throw unprocessable(`invalid environment: ${text}`);
  return stage;
}

function requireProject(account: Account, { name, purpose, environment }: Fields, self?: Item): void {
  if (!name || String(name).length > 175) throw unprocessable("name must have 1 to 175 characters");
  if (!purpose && !self?.builtIn) throw unprocessable("purpose is required");
  stageOf(environment);
  const twin = account.all("project").find((one) => one !== self && one.fields.name === name);
  if (twin) throw conflict("name is already in use");
}
