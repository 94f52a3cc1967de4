import { DataOciObjectstorageNamespace } from "@cdktf/provider-oci/data-oci-objectstorage-namespace";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ContainerRepositories } from "../constructs/oci/container-repositories.ts";
import type { OracleRegistry } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { oracleRegistryHost, registryStackName, repositoryName, tagsOf } from "./naming.ts";
import { useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import { compartmentOcid } from "./variables.ts";

export interface OracleRegistryStackProps {
  readonly registry: OracleRegistry;
  /** Each has a repository. */
  readonly programs: readonly string[];
}

/** Image repositories. They outlive the environments that use them, and no other stack refers to this one. */
export class OracleRegistryStack extends TerraformStack {
  constructor(scope: Construct, { registry, programs }: OracleRegistryStackProps) {
    super(scope, registryStackName(registry));
    keepState(this, registry.backend);
    useOracle(this, registry.region);

    new ContainerRepositories(this, "repositories", {
      compartmentId: compartmentOcid(this),
      names: programs.map((program) => repositoryName(registry, program)),
      freeformTags: tagsOf(registry),
    });

    const { namespace } = new DataOciObjectstorageNamespace(this, "namespace");
    show(this, {
      registry_address: {
        value: `${oracleRegistryHost(registry)}/${namespace}`,
        description: "For npm run images -- push <environment> --registry <address>.",
      },
    });
  }
}
