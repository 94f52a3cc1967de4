import type { Endpoints } from "../../shared/endpoints.ts";
import type { Route } from "../../shared/routes.ts";
import { invalidParameter } from "../errors.ts";
import type { Store } from "../store.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { created, type Fields, type Resource, type ResourceType } from "./resource-type.ts";
import { requireState, softDeletion, wrongState } from "./soft-deletion.ts";

/** The address of one vault. Its keys are made there and nowhere else, so each vault has one of its own. */
export interface VaultEndpoint {
  readonly url: string;
  close(): Promise<void>;
}

const enabled = { creating: "CREATING", active: "ENABLED", updating: "UPDATING" } as const;

const dayMs = 86_400_000;

const keyVersion: ResourceType = {
  name: "KeyVersion",
  path: "/20180608/keys/{keyId}/keyVersions",
  ocid: "keyversion",
  list: "array",
  lifeCycle: enabled,
  references: ["keyId"],
  create({ keyId }, { store, id }) {
    const key = store.resources.get(String(keyId));
    store.resources.change(key, { currentKeyVersion: id });
    const { compartmentId, vaultId } = key.fields;
    return { compartmentId, vaultId, origin: "INTERNAL", isPrimary: true, isAutoRotated: false };
  },
  actions: softDeletion({ minimumDays: 7, active: "ENABLED" }),
};

function vaultType(endpoints: Endpoints<VaultEndpoint>): ResourceType {
  return {
    name: "Vault",
    path: "/20180608/vaults",
    ocid: "vault",
    list: "array",
    lifeCycle: { ...created, updating: "UPDATING" },
    create(_, { id }) {
      endpoints.open(id);
      return {
        wrappingkeyId: `${id.replace("vault", "key")}-wrapping`,
        isPrimary: true,
        isVaultReplicable: false,
      };
    },
    view({ id, fields }) {
      const url = endpoints.get(id)?.url;
      return { ...fields, managementEndpoint: url, cryptoEndpoint: url };
    },
    actions: softDeletion({
      minimumDays: 7,
      active: "ACTIVE",
      holds: ({ fields }, { id }) => fields.vaultId === id,
    }),
    deleted: ({ id }) => void endpoints.close(id),
  };
}

function keyType(endpoints: Endpoints<VaultEndpoint>): ResourceType {
  const turn =
    (through: string, to: string) =>
    (key: Resource, _: Fields, { store }: { store: Store }) => {
      if (key.fields.lifecycleState !== "ENABLED" && key.fields.lifecycleState !== "DISABLED") {
        throw wrongState(key, "ENABLED or DISABLED");
      }
      store.resources.pass(key, through, to);
      return key.fields;
    };
  return {
    name: "Key",
    path: "/20180608/keys",
    ocid: "key",
    list: "array",
    lifeCycle: enabled,
    create(details, { store, url }) {
      const vault = store.resources
        .all()
        .find((other) => other.type.name === "Vault" && endpoints.get(other.id)?.url === url);
      if (!vault) throw invalidParameter("Keys are made at the managementEndpoint of their vault.");
      requireState({ store }, vault.id, "ACTIVE");
      return {
        vaultId: vault.id,
        protectionMode: details.protectionMode ?? "HSM",
        isPrimary: true,
        ...rotation(details, store.clock()),
      };
    },
    update: (details, { fields }, { store }) => rotation({ ...fields, ...details }, store.clock()),
    actions: {
      ...softDeletion({
        minimumDays: 7,
        active: "ENABLED",
        holds: ({ type, fields }, { id }) => type === keyVersion && fields.keyId === id,
      }),
      enable: turn("ENABLING", "ENABLED"),
      disable: turn("DISABLING", "DISABLED"),
    },
  };
}

function rotation({ isAutoRotationEnabled = false, autoKeyRotationDetails }: Fields, now: number): Fields {
  if (isAutoRotationEnabled !== true) return { isAutoRotationEnabled, autoKeyRotationDetails: undefined };
  const { rotationIntervalInDays = 90, timeOfScheduleStart } = (autoKeyRotationDetails ?? {}) as Fields;
  const days = Number(rotationIntervalInDays);
  if (!(days >= 60 && days <= 365)) {
    throw invalidParameter(
      `rotationIntervalInDays must be from 60 to 365, got ${String(rotationIntervalInDays)}.`,
    );
  }
  const start = typeof timeOfScheduleStart === "string" ? timeOfScheduleStart : new Date(now).toISOString();
  const timeOfNextRotation = new Date(Date.parse(start) + days * dayMs).toISOString();
  return {
    isAutoRotationEnabled,
    autoKeyRotationDetails: { rotationIntervalInDays: days, timeOfScheduleStart: start, timeOfNextRotation },
  };
}

/** Throws 404 for a key that does not exist, and 409 for one that encrypts nothing any more. */
export function requireEnabled(store: Store, keyId: string): void {
  requireState({ store }, keyId, "ENABLED");
}

/** Vaults and the keys in them, version 20180608. */
export function keyManagementRoutes(store: Store, endpoints: Endpoints<VaultEndpoint>): Route[] {
  const { resources } = store;
  /** What a resource still needs after it was made. */
  const finish: Record<string, (id: string, url: string) => unknown> = {
    // Its address takes a moment to be there, and the next call may go to it.
    CreateVault: () => endpoints.opened(),
    // Not when the same request comes again.
    CreateKey: (id, url) =>
      resources.get(id).fields.currentKeyVersion ??
      resources.create(keyVersion, { keyId: id }, { url, ownedBy: id }),
  };
  const withFinish = (type: ResourceType) => (route: Route) => {
    const last = finish[route.operation];
    if (!last) return route;
    const handle: Route["handle"] = async (call) => {
      const { body } = await route.handle(call);
      const resource = resources.get(String((body as Fields).id));
      const url = `http://${call.headers.host}`;
      await last(resource.id, url);
      const view = type.view?.(resource, { store, url }) ?? resource.fields;
      return { headers: { etag: resource.etag }, body: view };
    };
    return { ...route, handle };
  };
  return (
    [vaultType(endpoints), keyType(endpoints), keyVersion]
      .flatMap((type) => resourceRoutes(store, type).map(withFinish(type)))
      // Their deletion is scheduled; there is no other.
      .filter(({ operation }) => !operation.startsWith("Delete"))
  );
}
