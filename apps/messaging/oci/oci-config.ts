import { matching, oneOf, type Rule, type VariableReader } from "../variables.ts";

/** How a program proves to Oracle Cloud who it is. */
export type OciAuth = "workload-identity" | "instance-principal" | "resource-principal" | "config-file";

export interface OciStreamingVariables {
  readonly MESSAGING: "oci-streaming";
  /** Secret with `{"streamMessagesEndpoint", "streamOCID"}`. The OCID, never the content. */
  readonly STREAM_DETAILS_SECRET_OCID: string;
  readonly OCI_AUTH: OciAuth;
  /** Such as `eu-frankfurt-1`. Required by workload identity, which cannot find it out by itself. @default what the credential says */
  readonly OCI_REGION?: string;
  /** `config-file` only. @default "~/.oci/config" */
  readonly OCI_CONFIG_FILE?: string;
  /** `config-file` only. @default "DEFAULT" */
  readonly OCI_CONFIG_PROFILE?: string;
  /** Base URL of the Secrets service in place of the region's own: a private endpoint, or the sandbox. */
  readonly OCI_SECRETS_ENDPOINT?: string;
}

/** Who a program is to Oracle Cloud, and where it reads secrets. */
export interface OciAccess {
  readonly auth: OciAuth;
  readonly region?: string;
  readonly configFile?: string;
  readonly configProfile?: string;
  readonly secretsEndpoint?: string;
}

/** What the OCI Streaming transport is made from. */
export interface OciStreamingConfig extends OciAccess {
  readonly messaging: "oci-streaming";
  readonly streamDetailsSecretOcid: string;
}

const ociAuths: readonly OciAuth[] = [
  "workload-identity",
  "instance-principal",
  "resource-principal",
  "config-file",
];

/** Undefined, and problems in the reader, when a variable is missing or wrong. */
export function readOciStreamingConfig(reader: VariableReader): OciStreamingConfig | undefined {
  const access = readOciAccess(reader);
  const streamDetailsSecretOcid = reader.read(
    "STREAM_DETAILS_SECRET_OCID",
    rules.secretOcid,
    matching(/^ocid1\.vaultsecret\.[\w.-]+$/),
  );
  if (access === undefined || streamDetailsSecretOcid === undefined) return undefined;
  return { messaging: "oci-streaming", streamDetailsSecretOcid, ...access };
}

/** Undefined, and problems in the reader, when a variable is missing or wrong. */
export function readOciAccess(reader: VariableReader): OciAccess | undefined {
  const auth = reader.read("OCI_AUTH", rules.auth, oneOf(ociAuths));
  const parseRegion = matching(/^[a-z]+(-[a-z]+)+-\d+$/);
  const region =
    auth === "workload-identity"
      ? reader.read("OCI_REGION", rules.workloadRegion, parseRegion)
      : reader.readOptional("OCI_REGION", rules.region, parseRegion);
  const secretsEndpoint = reader.readOptional("OCI_SECRETS_ENDPOINT", rules.endpoint, parseHttpUrl);
  const configFile = reader.optional("OCI_CONFIG_FILE");
  const configProfile = reader.optional("OCI_CONFIG_PROFILE");
  if (auth === undefined) return undefined;
  return {
    auth,
    ...(region && { region }),
    ...(configFile && { configFile }),
    ...(configProfile && { configProfile }),
    ...(secretsEndpoint && { secretsEndpoint }),
  };
}

function parseHttpUrl(text: string): string | undefined {
  return /^https?:\/\/[^\s/@]+(\/[^\s@]*)?$/.test(text) && URL.canParse(text) ? text : undefined;
}

const rules = {
  auth: {
    rule: `must be one of ${ociAuths.join(", ")}`,
    remedy: "Use workload-identity on OKE and config-file on a laptop",
  },
  workloadRegion: {
    rule: "must be a region such as eu-frankfurt-1 when OCI_AUTH is workload-identity",
    remedy: "A workload's identity does not say its region, so name the one that holds the secret",
  },
  region: {
    rule: "must be a region such as eu-frankfurt-1",
    remedy: "Correct it, or leave it out to use the region of the credential",
  },
  secretOcid: {
    rule: "must be the OCID of a vault secret (ocid1.vaultsecret.…)",
    remedy: "Take it from the streaming stack; the secret's content does not belong here",
  },
  endpoint: {
    rule: "must be an http or https URL without user name and password",
    remedy: "Correct it, or leave it out to use the region's own endpoint",
  },
} as const satisfies Record<string, Rule>;
