import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DoksRegistry } from "../constructs/digitalocean/registry.ts";
import type { DigitalOceanRegistry } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { useDigitalOcean } from "./digitalocean-provider.ts";
import { digitalOceanRegistryAddress, registryStackName } from "./naming.ts";
import { show } from "./outputs.ts";

/** The registry of the account. It outlives the environments that use it, and no other stack refers to this one. */
export class DigitalOceanRegistryStack extends TerraformStack {
  constructor(scope: Construct, registry: DigitalOceanRegistry) {
    super(scope, registryStackName(registry));
    const { name, region, tier = "basic" } = registry;
    keepState(this, registry.backend);
    useDigitalOcean(this);
    new DoksRegistry(this, "registry", { name, region, tier });
    show(this, {
      registry_address: {
        value: digitalOceanRegistryAddress(registry),
        description: "Where npm run images pushes to.",
      },
    });
  }
}
