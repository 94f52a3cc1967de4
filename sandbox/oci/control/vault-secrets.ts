import type { Route } from "../../shared/routes.ts";
import { ServiceError } from "../../shared/service-error.ts";
import { invalidParameter, notFound } from "../errors.ts";
import type { Secret, VersionOptions } from "../secret.ts";
import type { Store } from "../store.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { created, type Fields, type ResourceType } from "./resource-type.ts";
import { generatedContent, givenContent } from "./secret-content.ts";
import { requireState, softDeletion } from "./soft-deletion.ts";

const dayMs = 86_400_000;

/** A secret that is made here is the one that programs read, by the same OCID. */
const secretType: ResourceType = {
  name: "Secret",
  path: "/20180608/secrets",
  ocid: "vaultsecret",
  nameField: "secretName",
  list: "array",
  lifeCycle: created,
  // Those that are scheduled for deletion too: a name is free again only when its secret is gone.
  unique: ["vaultId", "secretName"],
  create(details, { store, id }) {
    requireState({ store }, details.vaultId, "ACTIVE");
    requireState({ store }, details.keyId, "ENABLED");
    const { enableAutoGeneration = false, secretContent, secretGenerationContext } = details;
    requireRules(details);
    if ((enableAutoGeneration === true) === (secretContent !== undefined)) {
      throw invalidParameter("A secret needs either secretContent or enableAutoGeneration, and not both.");
    }
    const content = secretContent
      ? givenContent(secretContent as Fields)
      : generatedContent((secretGenerationContext ?? {}) as Fields);
    store.createSecret({
      id,
      name: String(details.secretName),
      content,
      version: versionOptions(secretContent),
    });
    return {
      secretContent: undefined,
      enableAutoGeneration: undefined,
      isAutoGenerationEnabled: enableAutoGeneration,
      secretRules: details.secretRules ?? [],
      metadata: details.metadata ?? {},
      isReplica: false,
      ...schedule(details, store.clock()),
    };
  },
  update(details, { id, fields }, { store }) {
    requireState({ store }, id, "ACTIVE");
    requireRules(details);
    const secret = store.secret(id);
    const { secretContent, secretGenerationContext, currentVersionNumber } = details;
    const generated =
      secretGenerationContext !== undefined &&
      !sameFields(secretGenerationContext as Fields, fields.secretGenerationContext as Fields);
    if (secretContent || generated) {
      const content = secretContent
        ? givenContent(secretContent as Fields)
        : generatedContent(secretGenerationContext as Fields);
      addVersion(store, secret, fields, content, secretContent as Fields | undefined);
    }
    if (currentVersionNumber !== undefined) secret.makeCurrent(Number(currentVersionNumber));
    return {
      secretContent: undefined,
      currentVersionNumber: undefined,
      enableAutoGeneration: undefined,
      isAutoGenerationEnabled: details.enableAutoGeneration ?? fields.isAutoGenerationEnabled,
      ...schedule({ ...fields, ...details }, store.clock()),
    };
  },
  view({ id, fields }, { store }) {
    const expiry = expiryOf(fields, store.secret(id));
    return {
      ...fields,
      currentVersionNumber: store.secret(id).currentVersion,
      ...(expiry !== undefined && { timeOfCurrentVersionExpiry: new Date(expiry).toISOString() }),
    };
  },
  actions: {
    ...softDeletion({ minimumDays: 1, active: "ACTIVE" }),
    rotate(resource, _, { store }) {
      const { fields, id } = resource;
      requireState({ store }, id, "ACTIVE");
      if (fields.isAutoGenerationEnabled !== true) {
        throw invalidParameter("Only a secret that the vault generates can be rotated by it.");
      }
      addVersion(store, store.secret(id), fields, generatedContent(fields.secretGenerationContext as Fields));
      store.resources.change(resource, { lastRotationTime: new Date(store.clock()).toISOString() });
      return undefined;
    },
  },
  deleted: ({ id }, store) => store.deleteSecret(id),
};

function addVersion(
  store: Store,
  secret: Secret,
  { secretRules }: Fields,
  content: Buffer,
  given?: Fields,
): void {
  const reuse = rulesOf(secretRules).some(({ ruleType }) => ruleType === "SECRET_REUSE_RULE");
  if (reuse && secret.hadContent(content)) {
    throw invalidParameter("The secret's reuse rule forbids content that an earlier version had.");
  }
  secret.update(content, store.clock(), versionOptions(given));
}

function versionOptions(content: unknown): VersionOptions {
  const { name, stage } = (content ?? {}) as Fields;
  return { name: typeof name === "string" ? name : null, pending: stage === "PENDING" };
}

const rulesOf = (rules: unknown) => (rules ?? []) as readonly Fields[];

const sameFields = (one: Fields, other: Fields | undefined) =>
  Object.entries(one).every(([name, value]) => other?.[name] === value);

/** Days of an ISO 8601 duration such as `P30D`. Throws 400 outside of the limits. */
function daysOf(field: string, value: unknown, highest: number): number {
  const days = Number(/^P(\d+)D$/.exec(String(value))?.[1]);
  if (days >= 1 && days <= highest) return days;
  throw invalidParameter(`${field} must be from P1D to P${highest}D, got ${String(value)}.`);
}

function requireRules({ secretRules, rotationConfig }: Fields): void {
  for (const { secretVersionExpiryInterval: interval } of rulesOf(secretRules)) {
    if (interval !== undefined) daysOf("secretVersionExpiryInterval", interval, 90);
  }
  const { rotationInterval, targetSystemDetails } = (rotationConfig ?? { targetSystemDetails: {} }) as Fields;
  if (rotationInterval !== undefined) daysOf("rotationInterval", rotationInterval, 360);
  if (targetSystemDetails === undefined)
    throw invalidParameter("rotationConfig.targetSystemDetails is missing.");
}

function schedule({ rotationConfig }: Fields, now: number): Fields {
  const { rotationInterval, isScheduledRotationEnabled } = (rotationConfig ?? {}) as Fields;
  if (isScheduledRotationEnabled !== true || rotationInterval === undefined) return {};
  const days = daysOf("rotationInterval", rotationInterval, 360);
  return { nextRotationTime: new Date(now + days * dayMs).toISOString(), rotationStatus: "SCHEDULED" };
}

/** When the current version expires: a rule's own time, or an interval after the version was made. */
function expiryOf({ secretRules }: Fields, secret: Secret): number | undefined {
  const current = secret
    .describeVersions()
    .find(({ versionNumber }) => versionNumber === secret.currentVersion);
  const times = rulesOf(secretRules).flatMap(({ timeOfAbsoluteExpiry, secretVersionExpiryInterval }) => [
    ...(timeOfAbsoluteExpiry ? [Date.parse(String(timeOfAbsoluteExpiry))] : []),
    ...(secretVersionExpiryInterval
      ? [Date.parse(String(current?.timeCreated)) + daysOf("", secretVersionExpiryInterval, 90) * dayMs]
      : []),
  ]);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Throws what reading a secret answers that is scheduled for deletion, or expired and blocked then. */
export function requireReadable(store: Store, id: string): void {
  const resource = store.resources.find(id);
  if (!resource) return;
  const { fields } = resource;
  if (fields.lifecycleState !== "ACTIVE" && fields.lifecycleState !== "CREATING") throw notFound();
  const blocked = rulesOf(fields.secretRules).some((rule) => rule.isSecretContentRetrievalBlockedOnExpiry);
  const expiry = expiryOf(fields, store.secret(id));
  if (blocked && expiry !== undefined && expiry <= store.clock()) {
    throw new ServiceError(409, "IncorrectState", `The current version of ${id} has expired.`);
  }
}

/** The Vault service, version 20180608: secrets, without their content. */
export function vaultSecretsRoutes(store: Store): Route[] {
  const versions: Route = {
    operation: "ListSecretVersions",
    method: "GET",
    path: new RegExp(`^${secretType.path}/([^/]+)/versions$`),
    handle: ({ path }) => ({ body: store.secret(path[0] ?? "").describeVersions() }),
  };
  const routes = resourceRoutes(store, secretType);
  return [...routes.filter(({ operation }) => operation !== "DeleteSecret"), versions];
}
