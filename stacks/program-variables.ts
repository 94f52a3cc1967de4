import type { ProgramVariables } from "../apps/messaging/config.ts";
import type { OciAuth } from "../apps/messaging/oci/oci-config.ts";
import type { ProducerVariables } from "../apps/messaging/producer-config.ts";
import type { Consumer, Environment, Producer } from "../environments/schema.ts";
import { streamOf } from "./naming.ts";

/** Where a stream is and how a program proves who it is: in the cluster, or on a laptop against the sandbox. */
export interface StreamConnection {
  readonly messaging: "oci-streaming";
  readonly streamDetailsSecretOcid: string;
  readonly auth: OciAuth;
  readonly region: string;
  /** With auth `config-file` only. */
  readonly configFile?: string;
  /** In place of the region's own Secrets service. */
  readonly secretsEndpoint?: string;
}

/** @param connections to every stream of the environment, by its name */
export function connectionOf(
  environment: Environment,
  app: Producer | Consumer,
  connections: Readonly<Record<string, StreamConnection>>,
): StreamConnection {
  const stream = streamOf(environment, app);
  const connection = connections[stream];
  if (connection === undefined) {
    const known = Object.keys(connections).join(", ");
    throw new Error(
      `${environment.name}: stream must be one of ${known}, got "${stream}". Validate it first.`,
    );
  }
  return connection;
}

/** The group whose members share the records that this consumer reads. */
export function consumerGroup(environment: Environment, consumer: Consumer): string {
  return consumer.group ?? environment.name;
}

/**
 * The variables of one program, but for those of the place where it runs
 * (PORT, POD_NAME). The Helm release and `npm start` both call this, so a
 * laptop runs the programs as the cluster does.
 */
export function programVariables(
  environment: Environment,
  app: Producer | Consumer,
  connection: StreamConnection,
): ProgramVariables {
  const { streamDetailsSecretOcid, auth, region, configFile, secretsEndpoint } = connection;
  return {
    MESSAGING: connection.messaging,
    STREAM_DETAILS_SECRET_OCID: streamDetailsSecretOcid,
    OCI_AUTH: auth,
    OCI_REGION: region,
    ...(configFile === undefined ? {} : { OCI_CONFIG_FILE: configFile }),
    ...(secretsEndpoint === undefined ? {} : { OCI_SECRETS_ENDPOINT: secretsEndpoint }),
    RECORDS: app.records.join(","),
    ...(app.program === "producer"
      ? producerVariables(app)
      : { CONSUMER_GROUP: consumerGroup(environment, app) }),
  };
}

function producerVariables({ samplesPerSecond, exposure, authentication }: Producer): ProducerVariables {
  return {
    SAMPLES_PER_SECOND: String(samplesPerSecond),
    // The program warns when people from outside reach it and need no token.
    ...(exposure.kind === "ingress" && { PUBLIC_HOST: exposure.host }),
    ...(authentication && {
      OIDC_ISSUER: authentication.issuer,
      OIDC_AUDIENCE: authentication.audience,
      ...(authentication.jwksUrl !== undefined && { OIDC_JWKS_URL: authentication.jwksUrl }),
      ...(authentication.scope !== undefined && { OIDC_SCOPE: authentication.scope }),
    }),
  };
}
