import { Project } from "@cdktf/provider-digitalocean/lib/project/index.js";
import { ProjectResources } from "@cdktf/provider-digitalocean/lib/project-resources/index.js";
import { describe, expect, it } from "@jest/globals";
import { TerraformStack, Testing } from "cdktf";
import { DeploymentProject } from "../../../constructs/digitalocean/project.ts";
import { synthesizedStack } from "../../support/synthesized.ts";

describe("DeploymentProject", () => {
  it("leaves alone what Kubernetes adds to it", () => {
    const stack = new TerraformStack(Testing.app(), "cluster");
    new DeploymentProject(stack, "project", {
      name: "doks-dev",
      description: "d",
      stage: "development",
      resources: ["do:kubernetes:1"],
    });
    const made = synthesizedStack(stack);

    expect(made.resource(Project)).not.toHaveProperty("resources");
    expect(made.resource(ProjectResources).resources).toEqual(["do:kubernetes:1"]);
  });
});
