import { describe, expect, it } from "@jest/globals";
import { TerraformOutput, TerraformVariable } from "cdktf";
import { ContainerRepositories } from "../../../constructs/oci/container-repositories.ts";
import { imageAddress } from "../../../constructs/oci/image-address.ts";
import { compartmentId, freeformTags, Synthesized } from "./synthesized.ts";

describe("ContainerRepositories", () => {
  it("makes each repository private, with tags that cannot be moved", () => {
    const repositories = new Synthesized((stack) => {
      new ContainerRepositories(stack, "repositories", {
        compartmentId,
        names: ["millrace/producer", "millrace/consumer"],
        freeformTags,
      });
    }).all("oci_artifacts_container_repository");
    expect(repositories).toHaveLength(2);
    expect(repositories).toEqual([
      expect.objectContaining({ display_name: "millrace/consumer", is_public: false, is_immutable: true }),
      expect.objectContaining({ display_name: "millrace/producer", is_public: false, is_immutable: true }),
    ]);
  });
});

describe("imageAddress", () => {
  const image = { region: "eu-frankfurt-1", namespace: "axabc123", repository: "millrace/producer" };
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

  it("names registry, tenancy, repository and the very bytes", () => {
    expect(imageAddress({ ...image, digest })).toBe(
      `ocir.eu-frankfurt-1.oci.oraclecloud.com/axabc123/millrace/producer@${digest}`,
    );
  });

  it.each(["latest", "sha256:abc", digest.toUpperCase(), `${digest}0`])("refuses %s as a digest", (wrong) => {
    expect(() => imageAddress({ ...image, digest: wrong })).toThrow(
      new Error(
        `millrace/producer: digest must be "sha256:" and 64 hexadecimal digits, got "${wrong}". ` +
          "Take it from the push of the image.",
      ),
    );
  });

  it("takes a digest that is known only when deploying", () => {
    const synthesized = new Synthesized((stack) => {
      const variable = new TerraformVariable(stack, "digest", { type: "string" });
      new TerraformOutput(stack, "address", {
        value: imageAddress({ ...image, digest: variable.stringValue }),
      });
    });
    expect(synthesized.output("address")).toBe(
      `ocir.eu-frankfurt-1.oci.oraclecloud.com/axabc123/millrace/producer@\${var.digest}`,
    );
  });
});
