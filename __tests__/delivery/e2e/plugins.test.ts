import { expect, it } from "@jest/globals";
import { whyNotInstalled } from "../../../delivery/e2e/plugins.ts";

// What Terraform 1.11 prints, with the line ends of a terminal of 80 columns.
const noRegistry = `Initializing provider plugins...
- Finding oracle/oci versions matching "7.29.0"...
╷
│ Error: Failed to query available provider packages
│
│ Could not retrieve the list of available versions for provider oracle/oci:
│ could not connect to registry.terraform.io: failed to request discovery
│ document: Get "https://registry.terraform.io/.well-known/terraform.json":
│ dial tcp: lookup registry.terraform.io: no such host
│
│ To see which modules are currently depending on oracle/oci and what versions
│ are specified, run the following command:
│     terraform providers
╵
`;
const notInMirror = `
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider hashicorp/helm:
provider registry.terraform.io/hashicorp/helm was not found in any of the
search locations

  - /opt/mirror
`;
const brokenDownload = `
Error: Failed to install provider

Error while installing oracle/oci v7.29.0: could not query provider registry
for registry.terraform.io/oracle/oci: 503 Service Unavailable.
`;

it.each([
  [
    noRegistry,
    "plugin oracle/oci cannot be installed: could not connect to registry.terraform.io: failed to request discovery " +
      'document: Get "https://registry.terraform.io/.well-known/terraform.json": dial tcp: lookup registry.terraform.io: no such host',
  ],
  [
    notInMirror,
    "plugin hashicorp/helm cannot be installed: provider registry.terraform.io/hashicorp/helm was not found in any of " +
      "the search locations - /opt/mirror",
  ],
  [
    brokenDownload,
    "plugin oracle/oci v7.29.0 cannot be installed: could not query provider registry for " +
      "registry.terraform.io/oracle/oci: 503 Service Unavailable",
  ],
])("names the plugin and the cause (%#)", (output, reason) => {
  expect(whyNotInstalled(output)).toBe(reason);
});

it("does not take another failure for a plugin that is missing", () => {
  expect(whyNotInstalled("Error: Unsupported Terraform Core version\n\nThis needs >= 1.11.")).toBeUndefined();
});
