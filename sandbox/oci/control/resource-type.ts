import type { Store } from "../store.ts";
import type { WorkRequestVerb } from "./work-requests.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** The states that a resource passes through; each one that is left out takes no time. */
export interface LifeCycle {
  readonly creating?: string;
  readonly active: string;
  readonly updating?: string;
  /** Afterwards it is gone: 404. */
  readonly deleting?: string;
}

/** Of core networking. */
export const provisioned: LifeCycle = {
  creating: "PROVISIONING",
  active: "AVAILABLE",
  deleting: "TERMINATING",
};

/** Of most other services. */
export const created: LifeCycle = { creating: "CREATING", active: "ACTIVE", deleting: "DELETING" };

/**
 * A kind of resource as data, from which resource-routes.ts makes its calls:
 * create, get, list, update, delete, changeCompartment and its own actions.
 *
 * What every resource gets without being told: id, timeCreated, lifecycleState,
 * a generated name, freeformTags, definedTags with the tenancy's tag defaults,
 * an etag (and 412 when `if-match` differs), the same answer to the same
 * `opc-retry-token`, lists filtered by every query parameter and cut in pages.
 */
export interface ResourceType {
  /** As the SDK names it, such as `Vcn`; its operations are CreateVcn, GetVcn, ListVcns, UpdateVcn, DeleteVcn. */
  readonly name: string;
  /** Of the collection. `{parentId}` in it becomes a field of the resource. */
  readonly path: string;
  /** The second part of its OCIDs. */
  readonly ocid: string;
  /** @default none: it exists or not, and has no `lifecycleState` */
  readonly lifeCycle?: LifeCycle;
  /** Core and identity answer bare arrays, the others `{"items": […]}`. @default "items" */
  readonly list?: "array" | "items";
  /** The field with its OCID. @default "id" */
  readonly idField?: string;
  /** The field that the path of one resource ends with. @default idField */
  readonly key?: string;
  /** The field that people know it by; generated when the request has none. @default "displayName" */
  readonly nameField?: string;
  /** Fields that no two have in common; else 409. */
  readonly unique?: readonly string[];
  /** Fields with an OCID, or several, that must exist; else 404. */
  readonly references?: readonly string[];
  /** @default "PUT" */
  readonly updateMethod?: "PUT" | "POST";
  /**
   * Create, update and delete answer 202 with a work request about this entity
   * (and the body of the resource too, if so told).
   */
  readonly workRequest?: {
    readonly entity: string;
    readonly body?: boolean;
    /** What the service calls them. @default such as CREATE_BASTION */
    readonly operations?: Readonly<Record<WorkRequestVerb, string>>;
  };
  /** What the answer has beyond the request, or instead of it; a field set to undefined is left out. */
  readonly create?: (details: Fields, context: CreateContext) => Fields;
  /** As `create`, over the fields before the update and those of the request. */
  readonly update?: (details: Fields, resource: Resource, context: CallContext) => Fields;
  /** What GET and the others answer. @default its fields */
  readonly view?: (resource: Resource, context: CallContext) => Fields;
  /** Whether another resource keeps this one from being deleted; then 409. */
  readonly usedBy?: (other: Resource, resource: Resource) => boolean;
  /** POST …/actions/<name>. What it returns is the answer; undefined is a 204. */
  readonly actions?: Readonly<Record<string, ResourceAction>>;
  /** Called when it is gone. */
  readonly deleted?: (resource: Resource, store: Store) => void;
}

export type ResourceAction = (
  resource: Resource,
  details: Fields,
  context: CallContext,
) => object | undefined;

export interface CallContext {
  readonly store: Store;
  /** Of this sandbox, for endpoints that a resource names. */
  readonly url: string;
}

export interface CreateContext extends CallContext {
  /** The id that the new resource will have. */
  readonly id: string;
}

/** One that exists. Changed only by resources.ts. */
export interface Resource {
  readonly type: ResourceType;
  readonly id: string;
  /** The resource that made it and takes it along when it goes, such as the VCN of its default route table. */
  readonly ownedBy: string | undefined;
  fields: Fields;
  etag: string;
  /** To the state, or out of existence, at a time of the store's clock. */
  transition: { readonly at: number; readonly to: string | undefined } | undefined;
}
