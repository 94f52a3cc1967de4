import { randomUUID } from "node:crypto";
import { ServiceError } from "../../shared/service-error.ts";
import { newOcid } from "../ocid.ts";
import type { Store } from "../store.ts";
import type { CallContext, Fields, Resource, ResourceType } from "./resource-type.ts";
import { WorkRequests, type WorkRequestVerb } from "./work-requests.ts";

/** @default lifecycleMs of the sandbox, in milliseconds */
export const defaultLifecycleMs = 200;

export interface CreateOptions extends Pick<CallContext, "url"> {
  readonly ownedBy?: string;
  /** @default a new OCID */
  readonly id?: string;
}

/** What one sees of a resource from outside. */
export interface ResourceSummary {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  /** Empty where the type has no life cycle. */
  readonly state: string;
  readonly freeformTags: Readonly<Record<string, string>>;
}

/** Everything that the control plane has made, each somewhere in its life cycle. */
export class Resources {
  readonly workRequests: WorkRequests;
  readonly #store: Store;
  readonly #lifecycleMs: number;
  readonly #all = new Map<string, Resource>();

  constructor(store: Store, lifecycleMs: number) {
    this.#store = store;
    this.#lifecycleMs = lifecycleMs;
    this.workRequests = new WorkRequests(store.clock, lifecycleMs);
  }

  /** In the order in which they were made, those on their way out too. */
  all(): Resource[] {
    const now = this.#store.clock();
    for (const resource of [...this.#all.values()]) this.#age(resource, now);
    return [...this.#all.values()];
  }

  find(id: string): Resource | undefined {
    return this.all().find((resource) => resource.id === id);
  }

  /** Throws 404. */
  get(id: string): Resource {
    const resource = this.find(id);
    if (!resource) throw resourceNotFound(id);
    return resource;
  }

  ofType(type: ResourceType): Resource[] {
    return this.all().filter((resource) => resource.type.name === type.name);
  }

  create(type: ResourceType, details: Fields, { url, ownedBy, id: givenId }: CreateOptions): Resource {
    const { lifeCycle, idField = "id", nameField = "displayName" } = type;
    this.#requireReferences(type, details);
    this.#requireUnique(type, details);
    const id = givenId ?? newOcid(type.ocid);
    const timeCreated = new Date(this.#store.clock()).toISOString();
    const fields: Fields = {
      [nameField]: `${type.ocid}${timeCreated.replace(/\D/g, "").slice(0, 14)}`,
      freeformTags: {},
      ...details,
      // What a tenancy's tag defaults add. Who ignores them not sees a change in every plan.
      definedTags: { ...(details.definedTags as Fields), "Oracle-Tags": { CreatedBy: "sandbox" } },
      [idField]: id,
      timeCreated,
      ...(lifeCycle && { lifecycleState: lifeCycle.creating ?? lifeCycle.active }),
    };
    const resource: Resource = {
      type,
      id,
      ownedBy,
      fields: { ...fields, ...type.create?.(details, { store: this.#store, url, id }) },
      etag: randomUUID(),
      transition: lifeCycle?.creating === undefined ? undefined : this.#soon(lifeCycle.active),
    };
    this.#all.set(id, resource);
    return resource;
  }

  /** Replaces the fields that the request has. Throws 409 while the resource is made or deleted. */
  update(resource: Resource, details: Fields, context: CallContext): void {
    const { type } = resource;
    this.#requireSteady(resource);
    this.#requireReferences(type, details);
    this.change(resource, { ...details, ...type.update?.(details, resource, context) });
    if (type.lifeCycle?.updating !== undefined) {
      resource.fields = { ...resource.fields, lifecycleState: type.lifeCycle.updating };
      resource.transition = this.#soon(type.lifeCycle.active);
    }
  }

  /** Past all rules: what a console, another service or a test does to it. */
  change(resource: Resource, patch: Fields): void {
    resource.fields = { ...resource.fields, ...patch };
    resource.etag = randomUUID();
  }

  /** Into a state that takes the life cycle's delay, and then into another. */
  pass(resource: Resource, through: string, to: string): void {
    this.change(resource, { lifecycleState: through });
    resource.transition = this.#soon(to);
  }

  /** Throws 409 while something uses it. */
  delete(resource: Resource): void {
    const { type } = resource;
    this.#requireSteady(resource);
    const user = this.all().find(
      (other) => other !== resource && other.ownedBy !== resource.id && type.usedBy?.(other, resource),
    );
    if (user) {
      const message = `The ${user.type.name} ${user.id} uses the ${type.name} ${resource.id}. Remove it first.`;
      throw new ServiceError(409, "Conflict", message);
    }
    if (type.lifeCycle?.deleting === undefined) {
      this.remove(resource);
    } else {
      this.change(resource, { lifecycleState: type.lifeCycle.deleting });
      resource.transition = this.#soon(undefined);
    }
  }

  /** At once, with what it owns. */
  remove(resource: Resource): void {
    this.#all.delete(resource.id);
    for (const other of [...this.#all.values()]) if (other.ownedBy === resource.id) this.remove(other);
    resource.type.deleted?.(resource, this.#store);
  }

  /** The header that tells of the work request, for types that have one. */
  workRequestHeaders(resource: Resource, verb: WorkRequestVerb): Record<string, string> {
    if (!resource.type.workRequest) return {};
    return { "opc-work-request-id": this.workRequests.add(resource, verb).id };
  }

  /** Lets the work come to nothing: what was to be made is then FAILED, and what was to change or go stays. */
  failWork(workRequestId: string, error: string): void {
    const request = this.workRequests.get(workRequestId);
    request.error = error;
    const resource = this.find(request.identifier);
    if (!resource) return;
    const { active = "" } = resource.type.lifeCycle ?? {};
    resource.transition = this.#soon(request.verb === "CREATED" ? "FAILED" : active);
  }

  summaries(): ResourceSummary[] {
    return this.all().map(({ type, id, fields }) => ({
      type: type.name,
      id,
      name: String(fields[type.nameField ?? "displayName"] ?? ""),
      state: String(fields.lifecycleState ?? ""),
      freeformTags: (fields.freeformTags ?? {}) as Record<string, string>,
    }));
  }

  #age(resource: Resource, now: number): void {
    const { transition } = resource;
    if (transition && transition.at <= now) {
      if (transition.to === undefined) {
        this.remove(resource);
        return;
      }
      resource.transition = undefined;
      resource.fields = { ...resource.fields, lifecycleState: transition.to };
    }
    const { lifecycleState, timeOfDeletion } = resource.fields;
    // What was scheduled for deletion goes when its time has come.
    if (lifecycleState === "PENDING_DELETION" && Date.parse(String(timeOfDeletion)) <= now) {
      this.remove(resource);
    }
  }

  #soon(to: string | undefined) {
    return { at: this.#store.clock() + this.#lifecycleMs, to };
  }

  #requireSteady({ type, id, fields, transition }: Resource): void {
    if (!transition) return;
    const message = `The ${type.name} ${id} is ${String(fields.lifecycleState)}. Wait until it is not.`;
    throw new ServiceError(409, "IncorrectState", message);
  }

  #requireReferences({ references = [] }: ResourceType, details: Fields): void {
    for (const id of references.flatMap((field) => details[field] ?? [])) this.get(String(id));
  }

  #requireUnique(type: ResourceType, details: Fields): void {
    const { unique = [], name } = type;
    if (unique.length === 0) return;
    const twin = this.ofType(type).find(({ fields }) =>
      unique.every((field) => fields[field] === details[field]),
    );
    if (!twin) return;
    const same = unique.map((field) => `${field} ${String(details[field])}`).join(", ");
    throw new ServiceError(409, `${name}AlreadyExists`, `A ${name} with ${same} exists.`);
  }
}

/**
 * The real service says `NotAuthorizedOrNotFound`; Terraform's plugin repeats
 * that for four minutes after each write to the identity service, because it
 * may be a permission on its way. Here nothing is on its way.
 */
export const resourceNotFound = (id: string) =>
  new ServiceError(404, "NotFound", `The resource ${id} does not exist.`);
