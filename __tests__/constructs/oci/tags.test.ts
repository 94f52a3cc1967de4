import { describe, expect, it } from "@jest/globals";
import { StreamConnectionSecret } from "../../../constructs/oci/connection-secret.ts";
import { ContainerRepositories } from "../../../constructs/oci/container-repositories.ts";
import { OkeNodePool } from "../../../constructs/oci/oke-node-pool.ts";
import { Stream, StreamPool } from "../../../constructs/oci/stream.ts";
import { SecretVault } from "../../../constructs/oci/vault.ts";
import { WorkloadPolicy } from "../../../constructs/oci/workload-policy.ts";
import { clusterIn, compartmentId, freeformTags, network, Synthesized } from "./synthesized.ts";

const common = { compartmentId, freeformTags };

const everything = new Synthesized((stack) => {
  const inNetwork = network(stack);
  const cluster = clusterIn(stack, inNetwork);
  new OkeNodePool(stack, "workers", {
    ...common,
    name: "workers",
    cluster,
    network: inNetwork,
    kubernetesVersion: "1.36.1",
    image: "ocid1.image.oc1.eu-frankfurt-1.aaaa",
    shape: "VM.Standard.E5.Flex",
    ocpus: 2,
    memoryGb: 16,
    size: 2,
  });
  const { vaultId, keyId } = new SecretVault(stack, "vault", { ...common, name: "v" });
  const pool = new StreamPool(stack, "pool", { ...common, name: "p" });
  const stream = new Stream(stack, "stream", {
    pool,
    name: "s",
    partitions: 1,
    retentionInHours: 24,
    freeformTags,
  });
  const { secretId } = new StreamConnectionSecret(stack, "connection", {
    ...common,
    name: "c",
    vaultId,
    keyId,
    stream,
  });
  new WorkloadPolicy(stack, "producer", {
    ...common,
    name: "producer",
    clusterId: cluster.clusterId,
    namespace: "millrace",
    serviceAccount: "producer",
    secretIds: [secretId],
    streamId: stream.streamId,
    access: "push",
  });
  new ContainerRepositories(stack, "repositories", { ...common, names: ["millrace/producer"] });
});

/** Oracle has no tags on these. */
const untaggable = ["oci_core_network_security_group_security_rule", "terraform_data"];

describe("Tags", () => {
  const taggable = everything.everything().filter(([type]) => !untaggable.includes(type));

  it.each([...new Set(taggable.map(([type]) => type))])(
    "reach every %s, and those of the tenancy are left alone",
    (type) => {
      for (const resource of everything.all(type)) {
        expect(resource).toMatchObject({
          freeform_tags: freeformTags,
          lifecycle: { ignore_changes: expect.arrayContaining(["defined_tags"]) },
        });
      }
    },
  );
});
