import { KubernetesCluster } from "@cdktf/provider-digitalocean/lib/kubernetes-cluster/index.js";
import { KubernetesNodePool } from "@cdktf/provider-digitalocean/lib/kubernetes-node-pool/index.js";
import { ContainerengineCluster } from "@cdktf/provider-oci/containerengine-cluster";
import { ContainerengineNodePool } from "@cdktf/provider-oci/containerengine-node-pool";
import { CoreNetworkSecurityGroupSecurityRule } from "@cdktf/provider-oci/core-network-security-group-security-rule";
import { CoreSubnet } from "@cdktf/provider-oci/core-subnet";
import { KmsKey } from "@cdktf/provider-oci/kms-key";
import { describe, expect, it } from "@jest/globals";
import { environments } from "../../environments/all.ts";
import { doksProd } from "../../environments/doks-prod.ts";
import { holdsData } from "../../stacks/data-holders.ts";
import { changed, prod } from "../environments/examples.ts";
import { allStacks, stackNamed, stacksOf } from "./app.ts";
import {
  brokenReferences,
  credentialsInProviders,
  destructible,
  encryptedByOracle,
  groupsOpenToAll,
  imagesByTag,
  providersThatWait,
  secretsInTheOpen,
  undescribedRules,
  untagged,
  upstreamOf,
  wideStatements,
} from "./rules.ts";
import { reasonFor, statementKinds } from "./statements.ts";

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
  "oke-prod-cluster": [
    "oci_containerengine_cluster.cluster_611F8AFF",
    "oci_containerengine_node_pool.apps-pool_F0163750",
    "oci_containerengine_node_pool.interruptible-pool_F49032C2",
    "oci_containerengine_node_pool.system-pool_5CF533E6",
    "oci_core_subnet.bastion_subnet_9B6B37D6",
    "oci_core_subnet.network_endpoint-subnet_4E89B0E3",
    "oci_core_subnet.network_load-balancers-subnet_626FAB6D",
    "oci_core_subnet.network_pods-subnet_2D581189",
    "oci_core_subnet.network_workers-subnet_4CE23967",
    "oci_core_vcn.network_39EEAA36",
  ],
  "oke-prod-vault": [
    "oci_kms_key.kubernetes-key_52B61383",
    "oci_kms_key.streams-key_2D25BB71",
    "oci_kms_key.vault_master-key_03077E8B",
    "oci_kms_key.volumes-key_F715C2A8",
    "oci_kms_vault.vault_AEB7ADF6",
  ],
  "oke-prod-streaming": [
    "oci_streaming_stream.records_86D700F3",
    "oci_streaming_stream_pool.pool_056F3F7E",
    "oci_vault_secret.connection_B9EBFA2C",
    "terraform_data.connection_suffix_1581D845",
  ],
  "oke-prod-kafka": [
    "helm_release.definitions_CD868BC8",
    "helm_release.kafka_5BADF433",
    "helm_release.operator_F70DD8D6",
    "kubernetes_namespace_v1.namespace_177341A3",
  ],
  "oke-prod-apps": [
    "helm_release.consumer-app_9BE1F5A5",
    "helm_release.kafka-consumer-app_C426AB59",
    "helm_release.kafka-producer-app_D6C5A3EB",
    "helm_release.producer-app_BA2153CE",
    "kubernetes_namespace_v1.namespace_177341A3",
  ],
  "oke-prod-observability": [],
  "oke-prod-governance": [],
  "doks-dev-cluster": [
    "digitalocean_kubernetes_cluster.cluster_611F8AFF",
    "digitalocean_vpc.network_39EEAA36",
  ],
  "doks-dev-kafka": [
    "helm_release.definitions_CD868BC8",
    "helm_release.kafka_5BADF433",
    "helm_release.operator_F70DD8D6",
    "kubernetes_namespace_v1.namespace_177341A3",
  ],
  "doks-dev-apps": ["helm_release.consumer-app_9BE1F5A5", "helm_release.producer-app_BA2153CE"],
  "doks-prod-cluster": [
    "digitalocean_kubernetes_cluster.cluster_611F8AFF",
    "digitalocean_kubernetes_node_pool.apps-pool_F0163750",
    "digitalocean_kubernetes_node_pool.kafka-pool_AEE31B29",
    "digitalocean_vpc.network_39EEAA36",
  ],
  "doks-prod-kafka": [
    "helm_release.definitions_CD868BC8",
    "helm_release.kafka_5BADF433",
    "helm_release.operator_F70DD8D6",
    "kubernetes_namespace_v1.namespace_177341A3",
  ],
  "doks-prod-apps": ["helm_release.consumer-app_9BE1F5A5", "helm_release.producer-app_BA2153CE"],
  "doks-prod-observability": [],
  "local-kafka": [
    "helm_release.definitions_CD868BC8",
    "helm_release.kafka_5BADF433",
    "helm_release.operator_F70DD8D6",
    "kubernetes_namespace_v1.namespace_177341A3",
  ],
  "local-apps": ["helm_release.consumer-app_9BE1F5A5", "helm_release.producer-app_BA2153CE"],
  "registry-millrace-do": ["digitalocean_container_registry.registry_EFEA226F"],
  "registry-millrace": [
    "oci_artifacts_container_repository.repositories_millrace-consumer_34FA44D2",
    "oci_artifacts_container_repository.repositories_millrace-producer_2DD312AB",
  ],
};

const statefulTypes = [
  "digitalocean_container_registry",
  "digitalocean_kubernetes_cluster",
  "digitalocean_kubernetes_node_pool",
  "digitalocean_vpc",
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

/** An environment that is added has its addresses in the snapshots, until somebody lists them above as well. */
describe.each([...stacks].filter(([name]) => name in stateful))("%s", (name, stack) => {
  it("keeps the address of everything stateful", () => {
    const addresses = stack
      .addresses()
      .filter((address) => statefulTypes.includes(address.slice(0, address.indexOf("."))));

    expect(addresses).toEqual(stateful[name]);
  });
});

describe.each([...stacks])("%s", (_name, stack) => {
  it("has no secret's value, nor a place where one would be kept", () => {
    expect(secretsInTheOpen(stack)).toEqual([]);
  });

  it("has a reason for every right that a policy gives", () => {
    expect(wideStatements(stack)).toEqual([]);
  });

  it("tags everything, and leaves the tenancy's tags alone", () => {
    expect(untagged(stack)).toEqual([]);
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

describe("the reasons for rights", () => {
  it("are all used, so that none outlives its statement", () => {
    const signed = changed(prod, "cluster.requireSignedImages", true);
    const more = stacksOf(changed(signed, "devops", { emails: ["owner@example.com"] }));
    const used = [...more.values(), ...stacks.values()].flatMap(({ document }) =>
      Object.values(document.resource?.oci_identity_policy ?? {})
        .flatMap(({ statements }) => statements as string[])
        .map(reasonFor),
    );

    expect([...new Set(used)].sort()).toEqual(Object.keys(statementKinds).sort());
  });
});

describe("oke-prod", () => {
  const own = (layer: string) => stackNamed(stacks, `oke-prod-${layer}`);
  const layers = ["vault", "cluster", "streaming", "kafka", "apps"];

  it.each(layers)(
    "refuses to lose what holds data in its %s stack, and says how to do it all the same",
    (layer) => {
      expect(destructible(own(layer), holdsData)).toEqual([]);
      expect(own(layer).document.output?.protected_data?.value).toBe(
        `What holds data in oke-prod-${layer} refuses to be destroyed. To do it all the same, set protectData to false ` +
          "in environments/oke-prod.ts, deploy that, then destroy (docs/protect-data.md).",
      );
    },
  );

  it.each(["cluster", "streaming"])("encrypts everything in its %s stack with keys of its own", (layer) => {
    expect(encryptedByOracle(own(layer))).toEqual([]);
  });

  it("has a key for each use, so that one can be rotated without another", () => {
    expect(Object.keys(own("vault").resources(KmsKey))).toHaveLength(4);
  });

  it("has no address on the internet but that of its load balancers", () => {
    expect(own("cluster").resource(ContainerengineCluster).endpoint_config).toMatchObject({
      is_public_ip_enabled: false,
    });
    const open = Object.values(own("cluster").resources(CoreSubnet)).filter(
      ({ prohibit_public_ip_on_vnic }) => prohibit_public_ip_on_vnic !== true,
    );
    expect(open.map(({ display_name }) => display_name)).toEqual(["oke-prod-load-balancers"]);
  });

  it("lets only its own workers, pods and bastion reach the Kubernetes API", () => {
    const api = Object.entries(own("cluster").resources(CoreNetworkSecurityGroupSecurityRule))
      .filter(([name, { direction }]) => /_endpoint-from-.*-tcp-6443_/.test(name) && direction === "INGRESS")
      .map(([, { source }]) => String(source).replace(/.*groups_(\w+)_.*/, "$1"));

    expect(api.sort()).toEqual(["10.8.0.16/29", "pods", "workers"]);
  });

  it("leaves the size of autoscaled pools to the autoscaler, and only of those", () => {
    const pools = Object.values(own("cluster").resources(ContainerengineNodePool));
    const scaled = pools.filter(({ lifecycle }) => JSON.stringify(lifecycle).includes("size"));

    expect(scaled.map(({ name }) => name)).toEqual(["oke-prod-apps", "oke-prod-interruptible"]);
    for (const pool of pools) {
      expect(pool.node_metadata).toMatchObject({ areLegacyImdsEndpointsDisabled: "true" });
      expect(pool.node_config_details).toMatchObject({ is_pv_encryption_in_transit_enabled: true });
      expect(pool.node_pool_cycling_details).toMatchObject({ is_node_cycling_enabled: true });
    }
  });
});

describe("doks-prod", () => {
  const cluster = stackNamed(stacks, "doks-prod-cluster");

  it("refuses to lose its cluster and its Kafka", () => {
    expect(destructible(cluster, holdsData)).toEqual([]);
    expect(destructible(stackNamed(stacks, "doks-prod-kafka"), holdsData)).toEqual([]);
  });

  it("has a control plane and a Kafka that survive the loss of a machine", () => {
    expect(cluster.resource(KubernetesCluster)).toMatchObject({ ha: true });
    expect(doksProd.kafka).toMatchObject({ controllers: 3, brokers: 3, replicationFactor: 3 });
  });

  it("leaves the size of autoscaled pools to the autoscaler, and only of those", () => {
    const scaled = Object.values(cluster.resources(KubernetesNodePool)).filter(
      ({ lifecycle }) => lifecycle !== undefined,
    );

    expect(scaled).toMatchObject([{ name: "apps", lifecycle: { ignore_changes: ["node_count"] } }]);
  });
});

describe("clusters of DigitalOcean", () => {
  it.each(["doks-dev", "doks-prod"])("let nobody but the allow-list reach the API of %s", (name) => {
    expect(stackNamed(stacks, `${name}-cluster`).resource(KubernetesCluster).control_plane_firewall).toEqual({
      enabled: true,
      allowed_addresses: ["203.0.113.0/24"],
    });
  });
});

describe("oke-dev", () => {
  it("can be destroyed", () => {
    for (const layer of ["vault", "cluster", "streaming", "apps"]) {
      const text = JSON.stringify(stackNamed(stacks, `oke-dev-${layer}`).document);

      expect(text).not.toContain("prevent_destroy");
    }
  });
});
