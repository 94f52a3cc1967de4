import { describe, expect, it } from "@jest/globals";
import { environments } from "../../environments/all.ts";
import { allStacks, stackNamed } from "./app.ts";
import {
  brokenReferences,
  credentialsInProviders,
  groupsOpenToAll,
  imagesByTag,
  providersThatWait,
  secretsInTheOpen,
  undescribedRules,
  upstreamOf,
  wideStatements,
} from "./rules.ts";

const stacks = allStacks();

/**
 * What holds data, or takes others down with it. Terraform destroys and makes
 * anew whatever changes its address, so an address here may change only
 * together with a `moveFromId` and a line in CHANGELOG.md.
 */
const stateful: Readonly<Record<string, readonly string[]>> = {
  "oke-dev-cluster": [
    "oci_containerengine_cluster.cluster_611F8AFF",
    "oci_containerengine_node_pool.workers-pool_996F8F7D",
    "oci_core_subnet.network_endpoint-subnet_4E89B0E3",
    "oci_core_subnet.network_load-balancers-subnet_626FAB6D",
    "oci_core_subnet.network_pods-subnet_2D581189",
    "oci_core_subnet.network_workers-subnet_4CE23967",
    "oci_core_vcn.network_39EEAA36",
  ],
  "oke-dev-vault": ["oci_kms_key.vault_master-key_03077E8B", "oci_kms_vault.vault_AEB7ADF6"],
  "oke-dev-streaming": [
    "oci_streaming_stream.records_86D700F3",
    "oci_streaming_stream_pool.pool_056F3F7E",
    "oci_vault_secret.connection_B9EBFA2C",
    "terraform_data.connection_suffix_1581D845",
  ],
  "oke-dev-apps": [
    "helm_release.consumer-app_9BE1F5A5",
    "helm_release.producer-app_BA2153CE",
    "kubernetes_namespace_v1.namespace_177341A3",
  ],
  "registry-millrace": [
    "oci_artifacts_container_repository.repositories_millrace-consumer_34FA44D2",
    "oci_artifacts_container_repository.repositories_millrace-producer_2DD312AB",
  ],
};

const statefulTypes = [
  "oci_artifacts_container_repository",
  "oci_containerengine_cluster",
  "oci_containerengine_node_pool",
  "oci_core_subnet",
  "oci_core_vcn",
  "oci_kms_key",
  "oci_kms_vault",
  "oci_streaming_stream",
  "oci_streaming_stream_pool",
  "oci_vault_secret",
  "terraform_data",
  "kubernetes_namespace_v1",
  "helm_release",
];

describe.each([...stacks])("%s", (_name, stack) => {
  it("has no secret's value, nor a place where one would be kept", () => {
    expect(secretsInTheOpen(stack)).toEqual([]);
  });

  it("keeps the address of everything stateful", () => {
    const addresses = stack
      .addresses()
      .filter((address) => statefulTypes.includes(address.slice(0, address.indexOf("."))));

    expect({ [stack.name]: addresses }).toEqual({ [stack.name]: stateful[stack.name] });
  });

  it("lets a workload do one thing to one target, and nobody anything else", () => {
    expect(wideStatements(stack)).toEqual([]);
  });

  it("runs images by digest", () => {
    expect(imagesByTag(stack)).toEqual([]);
  });

  it("describes every security rule", () => {
    expect(undescribedRules(stack)).toEqual([]);
  });

  it("takes connections from everywhere at load balancers only", () => {
    expect(groupsOpenToAll(stack).filter((group) => !group.endsWith("-load-balancers"))).toEqual([]);
  });

  it("refers only to what exists, here and in other stacks", () => {
    expect(brokenReferences(stack, stacks)).toEqual([]);
  });

  it("configures no provider from what it makes itself", () => {
    expect(providersThatWait(stack)).toEqual([]);
  });

  it("configures no provider with a credential", () => {
    expect(credentialsInProviders(stack)).toEqual([]);
  });

  it("needs no stack of another name than its environment's", () => {
    const owner = environments.find(({ name }) => stack.name.startsWith(`${name}-`));
    const outside = upstreamOf(stack).filter((name) => !name.startsWith(`${owner?.name}-`));

    expect(outside).toEqual([]);
  });
});

describe("oke-dev", () => {
  it("has policies for its two programs, so that the rule on statements has something to look at", () => {
    const policies = stackNamed(stacks, "oke-dev-streaming").document.resource?.oci_identity_policy ?? {};

    expect(Object.values(policies).flatMap((policy) => policy.statements)).toHaveLength(4);
  });
});
