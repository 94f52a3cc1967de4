import { ServiceError } from "../../shared/service-error.ts";
import { invalidParameter } from "../errors.ts";
import type { Store } from "../store.ts";
import type { CallContext, Fields, Resource, ResourceType } from "./resource-type.ts";

const dayMs = 86_400_000;

/** Documented for vaults, keys and secrets: the longest wait, and the one when none is asked for. */
const maximumDays = 30;

export interface SoftDeletionProps {
  readonly minimumDays: number;
  /** The state that a cancelled deletion returns to. */
  readonly active: string;
  /** Whether another resource goes, and comes back, together with this one. @default none does */
  readonly holds?: (other: Resource, resource: Resource) => boolean;
}

type Actions = NonNullable<ResourceType["actions"]>;

/**
 * The actions of what is not deleted but scheduled for deletion: until the time
 * has come it stays, keeps its name, is of no use and can be had back.
 */
export function softDeletion({ minimumDays, active, holds }: SoftDeletionProps): Actions {
  return {
    scheduleDeletion(resource, details, { store }) {
      if (resource.fields.lifecycleState !== active) throw wrongState(resource, active);
      const timeOfDeletion = readTime(details.timeOfDeletion, minimumDays, store.clock());
      for (const one of withHeld(resource, store)) {
        if (one.fields.lifecycleState !== one.type.lifeCycle?.active) continue;
        store.resources.change(one, { timeOfDeletion });
        store.resources.pass(one, "SCHEDULING_DELETION", "PENDING_DELETION");
      }
      return resource.fields;
    },
    cancelDeletion(resource, _, { store }) {
      const { lifecycleState, timeOfDeletion } = resource.fields;
      if (lifecycleState !== "PENDING_DELETION") throw wrongState(resource, "PENDING_DELETION");
      for (const one of withHeld(resource, store)) {
        // What was scheduled on its own, at another time, stays so.
        if (one.fields.timeOfDeletion !== timeOfDeletion) continue;
        store.resources.change(one, { timeOfDeletion: undefined });
        store.resources.pass(one, "CANCELLING_DELETION", one.type.lifeCycle?.active ?? active);
      }
      return resource.fields;
    },
  };

  function withHeld(resource: Resource, { resources }: Store): Resource[] {
    return [resource, ...resources.all().filter((other) => holds?.(other, resource))];
  }
}

/** Throws 400 outside of the limits. */
function readTime(asked: unknown, minimumDays: number, now: number): string {
  const time = asked === undefined || asked === null ? now + maximumDays * dayMs : Date.parse(String(asked));
  // Whoever asks for exactly the limit reckons with a clock of their own.
  const graceMs = 60_000;
  if (time >= now + minimumDays * dayMs - graceMs && time <= now + maximumDays * dayMs + graceMs) {
    return new Date(time).toISOString();
  }
  throw invalidParameter(
    `timeOfDeletion must be ${minimumDays} to ${maximumDays} days ahead, got ${String(asked)}.`,
  );
}

export function wrongState({ type, id, fields }: Resource, wanted: string): ServiceError {
  const message = `The ${type.name} ${id} must be ${wanted} for this, and is ${String(fields.lifecycleState)}.`;
  return new ServiceError(409, "IncorrectState", message);
}

/** Throws 404, and 409 when it is on its way in or out. */
export function requireState({ store }: Pick<CallContext, "store">, id: unknown, wanted: string): Fields {
  const resource = store.resources.get(String(id));
  if (resource.fields.lifecycleState !== wanted) throw wrongState(resource, wanted);
  return resource.fields;
}
