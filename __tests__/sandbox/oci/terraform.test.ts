import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { startOciSandbox } from "../../../sandbox/oci/server.ts";
import { terraformVariables } from "../../../sandbox/oci/terraform.ts";

describe("the environment of a Terraform process", () => {
  it("sends every client of the plugin to the sandbox, signed in as its user, and repeats nothing", async () => {
    const sandbox = await startOciSandbox({ port: 0 });
    const {
      CLIENT_HOST_OVERRIDES = "",
      OCI_DEVELOPER_TOOL_CONFIGURATION_FILE_PATH = "",
      ...others
    } = terraformVariables(sandbox);
    const { tenancy, user, fingerprint, keyFile } = sandbox.user;
    expect(others).toEqual({
      OCI_ALLOW_ONLY_DEVELOPER_TOOL_CONFIGURATION_REGIONS: "false",
      OCI_CLI_CONFIG_FILE: sandbox.configFile,
      OCI_CLI_PROFILE: "DEFAULT",
      TF_VAR_compartment_ocid: tenancy,
      TF_VAR_disable_auto_retries: "true",
      TF_VAR_fingerprint: fingerprint,
      TF_VAR_private_key_path: keyFile,
      TF_VAR_region: "eu-frankfurt-1",
      TF_VAR_tenancy_ocid: tenancy,
      TF_VAR_user_ocid: user,
    });
    for (const override of CLIENT_HOST_OVERRIDES.split(";")) {
      const [client, url] = override.split("=");
      expect(client).toMatch(/^oci_[a-z_]+\.[A-Z][A-Za-z]+Client$/);
      expect(url).toBe(sandbox.url);
    }

    // A service without its client here would be called at Oracle's address.
    const { services } = JSON.parse(readFileSync(OCI_DEVELOPER_TOOL_CONFIGURATION_FILE_PATH, "utf8"));
    const overridden = CLIENT_HOST_OVERRIDES.replaceAll("_", "");
    const withoutClient = ["keymanagement", "workrequests"];
    for (const service of services) {
      if (!withoutClient.includes(service)) expect(overridden).toContain(`oci${service}.`);
    }
    await sandbox.close();
  });
});
