/** What Terraform asks for, because it differs from account to account: give it as `TF_VAR_<name>`. */
import { type TerraformStack, TerraformVariable } from "cdktf";

/** @returns the OCID of the compartment that holds the stack's resources */
export function compartmentOcid(stack: TerraformStack): string {
  return ocid(stack, "compartment_ocid", "OCID of the compartment that holds everything.", [
    "compartment",
    "tenancy",
  ]);
}

/** @returns the OCID of the tenancy, which is that of its root compartment */
export function tenancyOcid(stack: TerraformStack): string {
  return ocid(stack, "tenancy_ocid", "OCID of the tenancy.", ["tenancy"]);
}

/** @returns the OCID of the RSA key that signs images */
export function imageSigningKeyOcid(stack: TerraformStack): string {
  return ocid(stack, "image_signing_key_ocid", "OCID of the RSA key that signs images.", ["key"]);
}

/** @returns the OCID of a secret that somebody else made */
export function secretOcid(stack: TerraformStack, secret: string): string {
  const name = `secret_${secret.replaceAll("-", "_")}_ocid`;
  return ocid(stack, name, `OCID of the secret ${secret}, in the environment's compartment.`, [
    "vaultsecret",
  ]);
}

/** @returns the OCID of what takes the new value of a secret that Oracle rotates */
export function rotationOcid(
  stack: TerraformStack,
  secret: string,
  by: "function" | "autonomous-database",
): string {
  const name = `secret_${secret.replaceAll("-", "_")}_rotation_ocid`;
  const kind = by === "function" ? "fnfunc" : "autonomousdatabase";
  return ocid(stack, name, `OCID of the ${by} that takes the new values of the secret ${secret}.`, [kind]);
}

/** @returns the path of the compartment, for what takes no OCID */
export function compartmentPath(stack: TerraformStack): string {
  const variable = new TerraformVariable(stack, "compartment_path", {
    type: "string",
    nullable: false,
    description:
      "Names of the compartment and those above it, from below the root down, such as teams:streaming.",
  });
  variable.addValidation({
    condition: `\${can(regex("^[^:\\\\s]+(:[^:\\\\s]+)*$", var.compartment_path))}`,
    errorMessage: "compartment_path must be names joined by colons, without blanks, such as teams:streaming.",
  });
  return variable.stringValue;
}

/** @returns a list of Kubernetes groups */
export function deployerGroups(stack: TerraformStack): string {
  const name = "deployer_groups";
  const variable = new TerraformVariable(stack, name, {
    type: "set(string)",
    nullable: false,
    default: [],
    description:
      "Groups that may release programs, as the cluster knows them: OCIDs of groups on OKE. Beside the service account deployer.",
  });
  variable.addValidation({
    // Such as system:authenticated, which is everybody.
    condition: `\${alltrue([for group in var.${name} : length(trimspace(group)) > 0 && !startswith(group, "system:")])}`,
    errorMessage: `${name} must be names of groups that do not begin with system:. Name those of people or pipelines.`,
  });
  return variable.fqn;
}

/** @returns where the chart of Strimzi's operator is */
export function strimziChart(stack: TerraformStack): string {
  const variable = new TerraformVariable(stack, "strimzi_chart", {
    type: "string",
    nullable: false,
    default: "oci://quay.io/strimzi-helm/strimzi-kafka-operator",
    description: "Chart of Strimzi's operator: an OCI reference, or the absolute path of a packaged one.",
  });
  // Of a folder, which Helm takes too, fileexists makes an error.
  variable.addValidation({
    condition: `\${startswith(var.strimzi_chart, "oci://") || try(fileexists(var.strimzi_chart), true)}`,
    errorMessage:
      "strimzi_chart must begin with oci:// or be there. Give the absolute path of a packaged chart.",
  });
  return variable.stringValue;
}

function ocid(stack: TerraformStack, name: string, description: string, kinds: readonly string[]): string {
  const variable = new TerraformVariable(stack, name, { type: "string", nullable: false, description });
  const example = `ocid1.${kinds[0]}.oc1..aaaa`;
  variable.addValidation({
    condition: `\${can(regex("^ocid1\\\\.(${kinds.join("|")})\\\\.", var.${name}))}`,
    errorMessage: `${name} must be an OCID such as ${example}. The console shows it under Identity.`,
  });
  return variable.stringValue;
}

/** A user that may pull images, and an auth token of theirs. */
export interface OracleLogin {
  readonly username: string;
  /** Ephemeral: in no plan and in no state. */
  readonly authToken: string;
  readonly authTokenRevision: number;
}

export function oracleLogin(stack: TerraformStack): OracleLogin {
  const username = new TerraformVariable(stack, "registry_username", {
    type: "string",
    nullable: false,
    description:
      "User that pulls images, without the namespace: name@example.com, or <identity domain>/name@example.com.",
  });
  username.addValidation({
    condition: `\${length(trimspace(var.registry_username)) > 0}`,
    errorMessage: "registry_username must not be empty. Use one that may read the repositories.",
  });
  const { value, revision } = ephemeral(stack, "registry_auth_token", {
    description:
      "Auth token of registry_username. Oracle allows two per user; it is in no plan and in no state.",
    remedy: "Make one under the user's Auth tokens.",
  });
  return { username: username.stringValue, authToken: value, authTokenRevision: revision };
}

/** For a cluster that is not DigitalOcean's own. */
export interface DigitalOceanLogin {
  /** Ephemeral: in no plan and in no state. */
  readonly token: string;
  readonly tokenRevision: number;
}

export function digitalOceanLogin(stack: TerraformStack): DigitalOceanLogin {
  const { value, revision } = ephemeral(stack, "registry_token", {
    description: "API token of DigitalOcean with the scope registry:read; it is in no plan and in no state.",
    remedy: "Make one under API, Personal access tokens.",
  });
  return { token: value, tokenRevision: revision };
}

/** A secret that passes through, and the number that tells Terraform of another one. */
function ephemeral(
  stack: TerraformStack,
  name: string,
  { description, remedy }: { readonly description: string; readonly remedy: string },
): { readonly value: string; readonly revision: number } {
  const secret = new TerraformVariable(stack, name, {
    type: "string",
    nullable: false,
    sensitive: true,
    description,
  });
  secret.addOverride("ephemeral", true);
  secret.addValidation({
    condition: `\${length(var.${name}) > 0}`,
    errorMessage: `${name} must not be empty. ${remedy}`,
  });
  const revision = new TerraformVariable(stack, `${name}_revision`, {
    type: "number",
    nullable: false,
    default: 1,
    description: `Raise it by one whenever ${name} changes: Terraform cannot see that by itself.`,
  });
  revision.addValidation({
    condition: `\${var.${name}_revision >= 1 && floor(var.${name}_revision) == var.${name}_revision}`,
    errorMessage: `${name}_revision must be a whole number of at least 1.`,
  });
  return { value: secret.stringValue, revision: revision.numberValue };
}
