import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OciSandbox } from "./server.ts";

/** The plugin's clients of the services that the sandbox stands in for, as it registers them. */
const clients = [
  "artifacts.ArtifactsClient",
  "audit.AuditClient",
  "bastion.BastionClient",
  "budget.BudgetClient",
  "containerengine.ContainerEngineClient",
  "core.ComputeClient",
  "core.VirtualNetworkClient",
  "devops.DevopsClient",
  "identity.IdentityClient",
  "kms.KmsVaultClient",
  "limits.QuotasClient",
  "logging.LoggingManagementClient",
  "monitoring.MonitoringClient",
  "object_storage.ObjectStorageClient",
  "ons.NotificationControlPlaneClient",
  "ons.NotificationDataPlaneClient",
  "secrets.SecretsClient",
  "streaming.StreamAdminClient",
  "vault.VaultsClient",
];

/** The services of these clients, as the plugin's own switch names them. */
const services = [
  "artifacts",
  "audit",
  "bastion",
  "budget",
  "containerengine",
  "core",
  "devops",
  "identity",
  "keymanagement",
  "kms",
  "limits",
  "logging",
  "monitoring",
  "objectstorage",
  "ons",
  "secrets",
  "streaming",
  "vault",
  "workrequests",
];

/**
 * What a Terraform process needs in its environment for `oracle/oci` to work on
 * this sandbox: https://docs.oracle.com/iaas/Content/dev/terraform/configuring.htm
 *
 * The plugin knows then no service but those of the sandbox, so that nothing
 * leaves the machine and it starts in half the time, and it repeats no call.
 * The one compartment is the tenancy, which is its own root compartment.
 */
export function terraformVariables({
  url,
  region,
  configFile,
  folder,
  user,
}: OciSandbox): Record<string, string> {
  const servicesFile = join(folder, "plugin-services.json");
  writeFileSync(servicesFile, JSON.stringify({ services }));
  return {
    CLIENT_HOST_OVERRIDES: clients.map((client) => `oci_${client}=${url}`).join(";"),
    OCI_DEVELOPER_TOOL_CONFIGURATION_FILE_PATH: servicesFile,
    OCI_ALLOW_ONLY_DEVELOPER_TOOL_CONFIGURATION_REGIONS: "false",
    OCI_CLI_CONFIG_FILE: configFile,
    OCI_CLI_PROFILE: "DEFAULT",
    TF_VAR_user_ocid: user.user,
    TF_VAR_fingerprint: user.fingerprint,
    TF_VAR_private_key_path: user.keyFile,
    TF_VAR_region: region,
    TF_VAR_disable_auto_retries: "true",
    TF_VAR_tenancy_ocid: user.tenancy,
    TF_VAR_compartment_ocid: user.tenancy,
  };
}
