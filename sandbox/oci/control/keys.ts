import { invalidParameter } from "../errors.ts";
import { type Answer, type Call, jsonBody, type Route } from "../routes.ts";
import type { Store } from "../store.ts";
import type { Endpoints } from "./endpoints.ts";
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
      if (key.transition || String(key.fields.lifecycleState).includes("DELETION"))
        throw wrongState(key, "steady");
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
        holds: ({ fields }, { id }) => fields.keyId === id && fields.origin !== undefined,
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
  const vault = vaultType(endpoints);
  const key = keyType(endpoints);
  const routes = [vault, key, keyVersion].flatMap((type) => resourceRoutes(store, type));
  const extras: Record<string, Route["handle"]> = {
    async CreateVault(call) {
      const { id } = resources.create(vault, jsonBody(call), { url: urlOf(call) });
      // Its address takes a moment to be there, and the next call may go to it.
      await endpoints.opened();
      return read(vault, id, call);
    },
    CreateKey(call) {
      const { id } = resources.create(key, jsonBody(call), { url: urlOf(call) });
      resources.create(keyVersion, { keyId: id }, { url: urlOf(call), ownedBy: id });
      return read(key, id, call);
    },
  };
  return (
    routes
      // Their deletion is scheduled; there is no other.
      .filter(({ operation }) => !operation.startsWith("Delete"))
      .map((route) => ({ ...route, handle: extras[route.operation] ?? route.handle }))
  );

  function read({ view }: ResourceType, id: string, call: Call): Answer {
    const resource = resources.get(id);
    const body = view?.(resource, { store, url: urlOf(call) }) ?? resource.fields;
    return { headers: { etag: resource.etag }, body };
  }
}

const urlOf = ({ headers }: Call) => `http://${headers.host}`;
