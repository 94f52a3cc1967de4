import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { describe, expect, it } from "@jest/globals";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { StreamApp, type StreamAppProps } from "../../../constructs/kubernetes/stream-app.ts";
import type { StreamAppValues } from "../../../constructs/kubernetes/stream-app-values.ts";
import { expression, synthesizedStack } from "../../support/synthesized.ts";

const values: StreamAppValues = {
  image: `registry.example.com/millrace/producer@sha256:${"a".repeat(64)}`,
  imagePullSecrets: [],
  serviceAccount: { create: true, name: "producer" },
  replicas: 2,
  resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "2", memory: "256Mi" } },
  env: {
    MESSAGING: "oci-streaming",
    STREAM_DETAILS_SECRET_OCID: "ocid1.vaultsecret.oc1..a",
    OCI_AUTH: "workload-identity",
    RECORDS: "people",
    SAMPLES_PER_SECOND: "0",
  },
  workloadIdentity: { enabled: true, apiEndpointCidrs: ["10.0.0.0/28"] },
  networkPolicy: { enabled: true, ingressFrom: [], httpsCidrs: ["0.0.0.0/0"], extraEgress: [] },
  ingress: {},
};

function release(props: Partial<StreamAppProps> = {}, stack = new TerraformStack(Testing.app(), "apps")) {
  new StreamApp(stack, "producer", {
    name: "producer",
    namespace: "oke-dev",
    chart: "assets/stream-app",
    values,
    ...props,
  });
  return synthesizedStack(stack).resource(Release);
}

describe("StreamApp", () => {
  it("waits for every pod, and takes everything back when one does not become ready", () => {
    expect(release()).toMatchObject({
      name: "producer",
      namespace: "oke-dev",
      chart: "assets/stream-app",
      atomic: true,
      wait: true,
      cleanup_on_fail: true,
    });
  });

  it("allows a rolling update three minutes for each pod, and three more", () => {
    expect(release().timeout).toBe(540);
    expect(release({ values: { ...values, replicas: 5 } }).timeout).toBe(1080);
  });

  it("leaves it to Terraform to write values, so that what is known only when applying is right", () => {
    const stack = new TerraformStack(Testing.app(), "apps");
    const image = `${new TerraformVariable(stack, "host", { type: "string" }).stringValue}/producer@sha256:0`;

    const [text] = release({ values: { ...values, image } }, stack).values as string[];

    expect(text).toMatch(/^\$\{yamlencode\(\{.*\}\)\}$/);
    expect(text).toContain(`"image" = "${expression("var.host")}/producer@sha256:0"`);
    expect(text).toContain('"replicas" = 2');
    expect(text).toContain('"SAMPLES_PER_SECOND" = "0"');
  });

  it("stops the plan where a precondition is not met", () => {
    const precondition = { condition: expression("local.pushed"), errorMessage: "Push the image first." };

    expect(release({ preconditions: [precondition] }).lifecycle).toEqual({
      precondition: [{ condition: expression("local.pushed"), error_message: "Push the image first." }],
    });
    expect(release()).not.toHaveProperty("lifecycle");
  });
});
