import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1/index.js";
import { describe, expect, it } from "@jest/globals";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { PullSecret } from "../../../constructs/kubernetes/pull-secret.ts";
import { expression, synthesizedStack } from "../../support/synthesized.ts";

describe("PullSecret", () => {
  it("writes the login where Terraform keeps neither plan nor state of it", () => {
    const stack = new TerraformStack(Testing.app(), "apps");
    const password = new TerraformVariable(stack, "password", { type: "string" });
    new PullSecret(stack, "pull-secret", {
      name: "registry",
      namespace: "oke-dev",
      server: "registry.example.com",
      username: "namespace/puller",
      password: password.stringValue,
      passwordRevision: 3,
    });

    const secret = synthesizedStack(stack).resource(SecretV1);

    expect(secret).toMatchObject({
      metadata: { name: "registry", namespace: "oke-dev" },
      type: "kubernetes.io/dockerconfigjson",
      data_wo: {
        ".dockerconfigjson": expression(
          'jsonencode({"auths" = {"registry.example.com" = {"auth" = base64encode(join(":", ["namespace/puller", var.password]))}}})',
        ),
      },
      data_wo_revision: 3,
    });
    expect(secret).not.toHaveProperty("data");
  });
});
