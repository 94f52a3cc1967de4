import { OciProvider } from "@cdktf/provider-oci/provider";
import { describe, expect, it } from "@jest/globals";
import { WorkloadPolicy, type WorkloadPolicyProps } from "../../../constructs/oci/workload-policy.ts";
import { compartmentId, freeformTags, Synthesized } from "./synthesized.ts";

const props: WorkloadPolicyProps = {
  compartmentId,
  name: "oke-dev-producer",
  clusterId: "ocid1.cluster.oc1..cluster",
  namespace: "millrace",
  serviceAccount: "producer",
  secretIds: ["ocid1.vaultsecret.oc1..secret"],
  streamId: "ocid1.stream.oc1..stream",
  access: "push",
  freeformTags,
};

function policy(changed: Partial<WorkloadPolicyProps> = {}) {
  return new Synthesized((stack) => {
    new WorkloadPolicy(stack, "producer", { ...props, ...changed });
  }).only("oci_identity_policy");
}

const workload =
  "request.principal.type = 'workload', request.principal.namespace = 'millrace', " +
  "request.principal.service_account = 'producer', request.principal.cluster_id = 'ocid1.cluster.oc1..cluster'";

describe("WorkloadPolicy", () => {
  it("gives the producer push and not pull, on one stream, and one secret to read", () => {
    expect(policy().statements).toEqual([
      `Allow any-user to read secret-bundles in compartment id ${compartmentId} where all {${workload}, target.secret.id = 'ocid1.vaultsecret.oc1..secret'}`,
      `Allow any-user to use stream-push in compartment id ${compartmentId} where all {${workload}, target.stream.id = 'ocid1.stream.oc1..stream'}`,
    ]);
  });

  it("gives the consumer pull and not push", () => {
    const statements = policy({ access: "pull" }).statements as string[];
    expect(statements.map((statement) => / to (\w+ [\w-]+) in /.exec(statement)?.[1])).toEqual([
      "read secret-bundles",
      "use stream-pull",
    ]);
  });

  it("names every secret that is to be read, and no other", () => {
    const { statements, description } = policy({ secretIds: ["secret-a", "secret-b"] });
    const secrets = (statements as string[]).map(
      (statement) => /target\.secret\.id = '([^']+)'/.exec(statement)?.[1],
    );

    expect(secrets).toEqual(["secret-a", "secret-b", undefined]);
    expect(description).toBe("millrace/producer: read 2 secrets, put messages to one stream");
  });

  it("is written in the home region when there is a provider for it", () => {
    const home = new Synthesized((stack) => {
      const homeRegionProvider = new OciProvider(stack, "home", { alias: "home", region: "us-ashburn-1" });
      new WorkloadPolicy(stack, "producer", { ...props, homeRegionProvider });
    });
    expect(home.only("oci_identity_policy").provider).toBe("oci.home");
    expect(policy()).not.toHaveProperty("provider");
  });

  it.each(["namespace", "serviceAccount"])("refuses a %s that would widen the policy", (property) => {
    expect(() => policy({ [property]: "x' || 'a' = 'a" })).toThrow(
      new Error(
        `stack/producer: ${property} must be a Kubernetes name, got "x' || 'a' = 'a". ` +
          "Use lower-case letters, digits and hyphens.",
      ),
    );
  });
});
