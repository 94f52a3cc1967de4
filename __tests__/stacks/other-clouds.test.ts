/** What an environment may be made of outside Oracle Cloud, and this project's own do not show. */
import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1/index.js";
import { describe, expect, it } from "@jest/globals";
import { doksDev } from "../../environments/doks-dev.ts";
import { okeDev } from "../../environments/oke-dev.ts";
import { digitalOceanRegistry } from "../../environments/registry.ts";
import type { Environment } from "../../environments/schema.ts";
import { stackNamed, stacksOf } from "./app.ts";
import { brokenReferences, secretsInTheOpen } from "./rules.ts";

const { kafka: _kafka, ...withoutKafka } = doksDev;

const withStreams: Environment = {
  ...withoutKafka,
  streaming: { ...okeDev.streaming, region: "eu-zurich-1", apiKeySecret: "oci-api-key" },
  registry: okeDev.registry,
  apps: okeDev.apps,
};

describe("OCI Streaming on DigitalOcean", () => {
  const stacks = stacksOf(withStreams);

  it("has vault and streams in Oracle's region, and no policy for an identity that programs have not", () => {
    expect(stackNamed(stacks, "doks-dev-vault").providers("oci")).toEqual([{ region: "eu-zurich-1" }]);
    expect(stackNamed(stacks, "doks-dev-streaming").document.resource).not.toHaveProperty(
      "oci_identity_policy",
    );
  });

  it("gives programs the API key as files, by the name of a Secret that Terraform never sees", () => {
    const apps = stackNamed(stacks, "doks-dev-apps");
    const [values] = Object.values(apps.resources(Release)).map((release) => String(release.values));

    expect(values).toContain('"OCI_AUTH" = "config-file"');
    expect(values).toContain('"OCI_CONFIG_FILE" = "/etc/oci/config"');
    expect(values).toContain(
      '"secretFiles" = [{"secretName" = "oci-api-key", "mountPath" = "/etc/oci", "keys" = ["config", "key.pem"]}]',
    );
    expect(values).toContain('"workloadIdentity" = {"enabled" = false, "apiEndpointCidrs" = []}');
  });

  it("keeps to the rules of every stack", () => {
    for (const stack of stacks.values()) {
      expect([...secretsInTheOpen(stack), ...brokenReferences(stack, stacks)]).toEqual([]);
    }
  });
});

describe("DigitalOcean's registry", () => {
  const secretsOf = (environment: Environment) =>
    Object.values(stackNamed(stacksOf(environment), `${environment.name}-apps`).resources(SecretV1));

  it("needs no credential in Terraform for DigitalOcean's own clusters", () => {
    expect(secretsOf(doksDev)).toEqual([]);
  });

  it("is pulled from elsewhere with a token that is in no plan and in no state", () => {
    const [secret, ...others] = secretsOf({ ...okeDev, registry: digitalOceanRegistry });

    expect(others).toEqual([]);
    expect(JSON.stringify(secret?.data_wo)).toContain("var.registry_token");
    expect(secret).not.toHaveProperty("data");
  });
});

describe("programs on Kafka", () => {
  it("may call the brokers and no address outside the cluster", () => {
    const apps = stackNamed(stacksOf(doksDev), "doks-dev-apps");
    const [values] = Object.values(apps.resources(Release)).map((release) => String(release.values));

    expect(values).toContain('"httpsCidrs" = []');
    expect(values).toContain(
      '"podSelector" = {"matchLabels" = {"strimzi.io/cluster" = "main", "strimzi.io/kind" = "Kafka"}}',
    );
    expect(values).toContain('"ports" = [{"protocol" = "TCP", "port" = 9093}]');
  });
});
