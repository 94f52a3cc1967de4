import type { KeyObject } from "node:crypto";
import { configFileIdentity } from "./config-file.ts";
import { instanceIdentity } from "./instance-principal.ts";
import { resourceIdentity } from "./resource-principal.ts";
import { workloadIdentity } from "./workload-identity.ts";

/** Who signs a request. */
export interface SigningIdentity {
  /** `tenancy/user/fingerprint`, or `ST$<token>` for everybody who has a token that ends. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
  /** Milliseconds since the epoch at which the token ends. An API key does not. */
  readonly expiresAt?: number;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** What OCI_CLI_AUTH may say, with the meaning that Oracle's own command line gives it. */
const kinds: Readonly<Record<string, (variables: Variables) => SigningIdentity | Promise<SigningIdentity>>> =
  {
    api_key: (variables) => configFileIdentity(variables, "api key"),
    security_token: (variables) => configFileIdentity(variables, "session"),
    instance_principal: instanceIdentity,
    resource_principal: resourceIdentity,
    oke_workload_identity: workloadIdentity,
  };

/**
 * The identity that OCI_CLI_AUTH names. Without it a profile of the
 * configuration file decides: with a session token it is a session, else an API
 * key.
 *
 * @throws Error of one line that says what is missing and what to do
 */
export async function signingIdentity(variables: Variables): Promise<SigningIdentity> {
  const { OCI_CLI_AUTH: kind } = variables;
  if (!kind) return configFileIdentity(variables);
  const identity = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!identity) {
    throw new Error(
      `OCI_CLI_AUTH must be one of ${Object.keys(kinds).join(", ")}, got ${kind}. Set it to one of those.`,
    );
  }
  return identity(variables);
}
