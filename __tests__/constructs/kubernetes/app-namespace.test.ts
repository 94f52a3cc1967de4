import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
import { describe, expect, it } from "@jest/globals";
import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import { AppNamespace } from "../../../constructs/kubernetes/app-namespace.ts";
import { synthesizedStack } from "../../support/synthesized.ts";

const stack = new TerraformStack(Testing.app(), "apps");
const { namespaceName } = new AppNamespace(stack, "namespace", { name: "oke-dev" });
new TerraformOutput(stack, "name", { value: namespaceName });
const made = synthesizedStack(stack);

describe("AppNamespace", () => {
  it("admits, records and warns by the restricted pod security standard", () => {
    expect(made.resource(NamespaceV1)).toMatchObject({
      metadata: {
        name: "oke-dev",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
    });
  });

  it("hands on a reference to the namespace, so that what is put into it comes later", () => {
    const [address] = made.addresses();

    expect(made.document.output?.name?.value).toBe(`\${${address}.metadata[0].name}`);
  });
});
