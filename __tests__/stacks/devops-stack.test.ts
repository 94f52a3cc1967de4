import { DevopsBuildPipeline } from "@cdktf/provider-oci/devops-build-pipeline";
import { DevopsBuildPipelineStage } from "@cdktf/provider-oci/devops-build-pipeline-stage";
import { DevopsDeployArtifact } from "@cdktf/provider-oci/devops-deploy-artifact";
import { DevopsDeployEnvironment } from "@cdktf/provider-oci/devops-deploy-environment";
import { DevopsDeployPipeline } from "@cdktf/provider-oci/devops-deploy-pipeline";
import { DevopsDeployStage } from "@cdktf/provider-oci/devops-deploy-stage";
import { DevopsRepository } from "@cdktf/provider-oci/devops-repository";
import { DevopsTrigger } from "@cdktf/provider-oci/devops-trigger";
import { describe, expect, it } from "@jest/globals";
import { oke, prod } from "../environments/examples.ts";
import type { Block } from "../support/synthesized.ts";
import { stackNamed, stacksOf } from "./app.ts";
import {
  brokenReferences,
  providersThatWait,
  secretsInTheOpen,
  untagged,
  upstreamOf,
  wideStatements,
} from "./rules.ts";

const emails = ["owner@example.com"];
const dev = stacksOf({ ...oke, devops: { emails } });
const stack = stackNamed(dev, "oke-dev-devops");
const prodStacks = stacksOf({ ...prod, devops: { branch: "release", emails, approvals: 2 } });
const prodStack = stackNamed(prodStacks, "oke-prod-devops");

const named = (blocks: Readonly<Record<string, Block>>, name: string): Block => {
  const found = Object.values(blocks).find(({ display_name }) => display_name === name);
  if (!found) throw new Error(`${name} must be there, got none.`);
  return found;
};
/** Of a stage, as the name of its resource. */
const predecessor = (stage: Block, collection: string) => {
  const { items } = stage[collection] as { items: { id: string }[] };
  return items.map(({ id }) => /\.(\w+?)(_[0-9A-F]{8})?\.id\}$/.exec(id)?.[1]);
};

describe("the devops stack", () => {
  it("stays as it was reviewed", () => {
    const { terraform: _, ...document } = stack.document;
    // Digests change with every release of a program.
    const text = JSON.stringify(document, null, 2).replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:<digest>");
    expect(text).toMatchSnapshot();
  });

  it.each([
    ["oke-dev", stack, dev],
    ["oke-prod", prodStack, prodStacks],
  ] as const)("keeps every rule in %s", (_name, one, all) => {
    expect(secretsInTheOpen(one)).toEqual([]);
    expect(wideStatements(one)).toEqual([]);
    expect(brokenReferences(one, all)).toEqual([]);
    expect(providersThatWait(one)).toEqual([]);
    expect(untagged(one)).toEqual([]);
  });

  it("depends on the cluster, and no other stack on it", () => {
    expect(upstreamOf(stack)).toEqual(["oke-dev-cluster"]);
    for (const other of dev.values()) expect(upstreamOf(other)).not.toContain("oke-dev-devops");
  });

  it("keeps the code where data is protected", () => {
    expect(prodStack.resource(DevopsRepository)).toMatchObject({ lifecycle: { prevent_destroy: true } });
  });
});

describe("the build pipeline", () => {
  it("builds, delivers, finds the digests and starts the deployment with them", () => {
    const stages = stack.resources(DevopsBuildPipelineStage);
    const order = ["build", "deliver", "digests", "deploy"].map((name) => {
      const stage = named(stages, name);
      return [
        stage.build_pipeline_stage_type,
        predecessor(stage, "build_pipeline_stage_predecessor_collection")[0],
      ];
    });
    expect(order).toEqual([
      ["BUILD", "build"],
      ["DELIVER_ARTIFACT", "build"],
      ["BUILD", "build_deliver"],
      ["TRIGGER_DEPLOYMENT_PIPELINE", "build_digests"],
    ]);
    expect(predecessor(named(stages, "build"), "build_pipeline_stage_predecessor_collection")).toEqual(
      Object.keys(stack.resources(DevopsBuildPipeline)).map((name) => name.replace(/_[0-9A-F]{8}$/, "")),
    );
    expect(named(stages, "deploy").is_pass_all_parameters_enabled).toBe(true);
  });

  it("delivers each image to its repository, by the tag that the build exports", () => {
    const images = Object.values(stack.resources(DevopsDeployArtifact))
      .filter(({ deploy_artifact_type }) => deploy_artifact_type === "DOCKER_IMAGE")
      .map(({ deploy_artifact_source }) => (deploy_artifact_source as Block).image_uri);
    // Two dollars: Terraform would ask for a variable of its own.
    expect(images).toEqual(
      ["consumer", "producer"].map((program) =>
        expect.stringMatching(
          new RegExp(
            `^ocir\\.eu-frankfurt-1\\.oci\\.oraclecloud\\.com/.+/millrace/${program}:\\$\\$\\{IMAGE_TAG\\}$`,
          ),
        ),
      ),
    );
  });

  it("is started by a push to the branch, and by no other event", () => {
    expect(prodStack.resource(DevopsTrigger).actions).toMatchObject([
      { filter: { events: ["PUSH"], include: { head_ref: "release" } } },
    ]);
  });
});

describe("the deployment pipeline", () => {
  const stages = prodStack.resources(DevopsDeployStage);

  it("asks the people before anything changes", () => {
    expect(named(stages, "approval")).toMatchObject({
      deploy_stage_type: "MANUAL_APPROVAL",
      approval_policy: { number_of_approvals_required: 2 },
    });
    const others = Object.values(stages).filter(({ display_name }) => display_name !== "approval");
    expect(others).toHaveLength(Object.keys(prod.apps).length);
    for (const stage of others) {
      expect(predecessor(stage, "deploy_stage_predecessor_collection")).toEqual(["deploy_approval"]);
    }
  });

  it("gives each release of the apps stack another image and nothing else, and takes back what does not start", () => {
    expect(named(stages, "kafka-consumer")).toMatchObject({
      release_name: "kafka-consumer",
      namespace: "oke-prod-kafka",
      should_reuse_values: true,
      set_string: {
        items: [
          { name: "image", value: expect.stringMatching(/\/millrace\/consumer@\$\$\{CONSUMER_DIGEST\}$/) },
        ],
      },
      is_uninstall_on_stage_delete: false,
      rollback_policy: { policy_type: "AUTOMATED_STAGE_ROLLBACK_POLICY" },
    });
  });

  it("deploys what is committed when nobody says otherwise", () => {
    const { items } = prodStack.resource(DevopsDeployPipeline).deploy_pipeline_parameters as {
      items: Block[];
    };
    expect(items.map(({ name, default_value }) => [name, default_value])).toEqual([
      ["PRODUCER_DIGEST", prod.apps.producer?.image.digest],
      ["CONSUMER_DIGEST", prod.apps.consumer?.image.digest],
    ]);
  });

  it("reaches a private endpoint from the workers' network, and a public one over the internet", () => {
    expect(prodStack.resource(DevopsDeployEnvironment).network_channel).toMatchObject({
      network_channel_type: "PRIVATE_ENDPOINT_CHANNEL",
      subnet_id: expect.stringContaining("workers-subnet"),
    });
    expect(stack.resource(DevopsDeployEnvironment).network_channel).toBeUndefined();
  });
});
