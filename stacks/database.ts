import type { DatabaseVariables } from "../apps/messaging/database/database-config.ts";
import type { EgressRule, SecretFiles } from "../constructs/kubernetes/stream-app-values.ts";
import type { Consumer, Environment, Producer } from "../environments/schema.ts";

/** What a consumer's release needs to keep its results; nothing for a producer, or without a database. */
export interface DatabaseAccess {
  readonly variables: DatabaseVariables;
  readonly secretFiles: readonly SecretFiles[];
  readonly egress: readonly EgressRule[];
}

const mountPath = "/etc/database";

/**
 * OCID of the secret with the connection; undefined for who reads none.
 *
 * @param secretIds of the environment, by name
 */
export function databaseSecretId(
  { database }: Environment,
  app: Producer | Consumer,
  secretIds: Readonly<Record<string, string>>,
): string | undefined {
  return app.program === "consumer" && database?.secret !== undefined
    ? secretIds[database.secret]
    : undefined;
}

/** @param secretIds of the environment, by name */
export function databaseAccess(
  environment: Environment,
  app: Producer | Consumer,
  secretIds: Readonly<Record<string, string>>,
): DatabaseAccess {
  const { database } = environment;
  if (database === undefined || app.program === "producer")
    return { variables: {}, secretFiles: [], egress: [] };
  const { kubernetesSecret, key = "connection.json", cidrs, port = 5432, duplicateWindowHours } = database;
  const secretId = databaseSecretId(environment, app, secretIds);
  return {
    variables: {
      ...(secretId === undefined ? {} : { DATABASE_SECRET_OCID: secretId }),
      ...(kubernetesSecret === undefined ? {} : { DATABASE_FILE: `${mountPath}/${key}` }),
      ...(duplicateWindowHours === undefined ? {} : { DUPLICATE_WINDOW_HOURS: String(duplicateWindowHours) }),
    },
    secretFiles:
      kubernetesSecret === undefined ? [] : [{ secretName: kubernetesSecret, mountPath, keys: [key] }],
    egress: [{ to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ protocol: "TCP", port }] }],
  };
}
