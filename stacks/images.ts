import { DataOciObjectstorageNamespace } from "@cdktf/provider-oci/data-oci-objectstorage-namespace";
import { Fn, type TerraformStack } from "cdktf";
import { imageAddress } from "../constructs/oci/image-address.ts";
import type { DigitalOceanRegistry, Environment, OracleRegistry } from "../environments/schema.ts";
import {
  digitalOceanRegistryAddress,
  digitalOceanRegistryHost,
  oracleRegistryHost,
  repositoryName,
} from "./naming.ts";
import { useOracle } from "./oracle-provider.ts";
import { digitalOceanLogin, oracleLogin } from "./variables.ts";

/** Where a cluster pulls the programs from, and what it takes. */
export interface Images {
  /** Full reference of a program's image. */
  readonly address: (program: string, digest: string) => string;
  /** Left out where the cluster may pull as it is. */
  readonly login?: RegistryAccess;
  /** Secrets that somebody else puts into every namespace. */
  readonly pullSecrets: readonly string[];
}

interface RegistryAccess {
  readonly server: string;
  readonly username: string;
  readonly password: string;
  readonly passwordRevision: number;
}

/** Asks Terraform for what the registry of the environment needs, and for nothing more. */
export function imagesOf(stack: TerraformStack, { registry, cluster }: Environment): Images {
  switch (registry.kind) {
    case "ocir":
      return oracleImages(stack, registry);
    case "digitalocean": {
      const prefix = digitalOceanRegistryAddress(registry);
      const address = (program: string, digest: string) => `${prefix}/${program}@${digest}`;
      if (cluster.kind === "doks") return { address, pullSecrets: integrationSecrets(registry) };
      const { token, tokenRevision } = digitalOceanLogin(stack);
      return {
        address,
        // DigitalOcean takes a token for both.
        login: {
          server: digitalOceanRegistryHost,
          username: token,
          password: token,
          passwordRevision: tokenRevision,
        },
        pullSecrets: [],
      };
    }
    case "existing":
      return {
        address: (program, digest) => `${registry.address}/${program}@${digest}`,
        pullSecrets: [],
      };
  }
}

function oracleImages(stack: TerraformStack, registry: OracleRegistry): Images {
  const { region } = registry;
  useOracle(stack, region);
  const { namespace } = new DataOciObjectstorageNamespace(stack, "registry-namespace");
  const { username, authToken, authTokenRevision } = oracleLogin(stack);
  return {
    address: (program, digest) =>
      imageAddress({ region, namespace, repository: repositoryName(registry, program), digest }),
    login: {
      server: oracleRegistryHost(registry),
      username: Fn.join("/", [namespace, username]),
      password: authToken,
      passwordRevision: authTokenRevision,
    },
    pullSecrets: [],
  };
}

/**
 * What the integration of registry and cluster puts into every namespace is
 * called by the registry's name; DigitalOcean's own tools put `registry-` before
 * it. A node passes over a Secret that is not there.
 */
function integrationSecrets({ name }: DigitalOceanRegistry): readonly string[] {
  return [name, `registry-${name}`];
}
