import type { Setup } from "./pipeline-job.ts";

/** Words that nobody must find anywhere. */
export const planted = {
  OCI_TOKEN_EXCHANGE_CLIENT_SECRET: "planted-client-secret",
  STATE_SECRET_ACCESS_KEY: "planted-state-key",
  STATE_ACCESS_KEY_ID: "planted-state-id",
  REGISTRY_AUTH_TOKEN: "planted-registry-token",
  PRODUCER_TOKEN: "planted-producer-token",
};

const registry = {
  REGISTRY_HOST: "registry.digitalocean.com",
  REGISTRY_USERNAME: "robot",
  REGISTRY_OPTION: "",
};

interface Cloud {
  /** Of the identity domain. */
  readonly domainUrl: string;
  /** PLAN_KEY and DIGITALOCEAN_TOKEN, which are made for each rehearsal. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly forgeToken: string;
}

/** As docs/new-environment.md sets up a repository on GitHub: what a job with that environment, or with none, sees. */
export function githubSetup({ domainUrl, secrets, forgeToken }: Cloud, environment?: string): Setup {
  const token = { GITHUB_TOKEN: forgeToken };
  const vars = { ENVIRONMENTS: '["doks-dev"]' };
  if (environment === undefined) return { vars, secrets: token };
  const { REGISTRY_AUTH_TOKEN } = planted;
  if (environment === "images") return { vars: registry, secrets: { REGISTRY_AUTH_TOKEN } };
  return {
    vars: {
      ...vars,
      OCI_TOKEN_EXCHANGE_DOMAIN_URL: domainUrl,
      OCI_TOKEN_EXCHANGE_CLIENT_ID: "client",
      TENANCY_OCID: "ocid1.tenancy.oc1..pipelines",
      COMPARTMENT_OCID: "ocid1.compartment.oc1..pipelines",
      REGISTRY_USERNAME: "robot",
    },
    secrets: { ...planted, ...secrets, ...token },
  };
}

/** The same on GitLab. */
export function gitlabSetup({ domainUrl, secrets, forgeToken }: Cloud, environment?: string): Setup {
  const vars = { ENVIRONMENTS: "doks-dev" };
  const token = { GITLAB_TOKEN: forgeToken };
  if (environment === undefined) return { vars, secrets: {} };
  if (environment === "review") return { vars, secrets: token };
  const { REGISTRY_AUTH_TOKEN } = planted;
  if (environment === "images") return { vars: registry, secrets: { REGISTRY_AUTH_TOKEN } };
  return {
    vars: {
      ...vars,
      OCI_TOKEN_EXCHANGE_DOMAIN_URL: domainUrl,
      OCI_TOKEN_EXCHANGE_CLIENT_ID: "client",
      TF_VAR_tenancy_ocid: "ocid1.tenancy.oc1..pipelines",
      TF_VAR_compartment_ocid: "ocid1.compartment.oc1..pipelines",
      TF_VAR_registry_username: "robot",
    },
    secrets: {
      ...secrets,
      OCI_TOKEN_EXCHANGE_CLIENT_SECRET: planted.OCI_TOKEN_EXCHANGE_CLIENT_SECRET,
      AWS_ACCESS_KEY_ID: planted.STATE_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: planted.STATE_SECRET_ACCESS_KEY,
      TF_VAR_registry_auth_token: REGISTRY_AUTH_TOKEN,
      PRODUCER_TOKEN: planted.PRODUCER_TOKEN,
      ...(environment === "plan" ? {} : token),
    },
  };
}
