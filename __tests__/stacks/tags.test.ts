import { describe, expect, it } from "@jest/globals";
import { changed, oke } from "../environments/examples.ts";
import type { Block } from "../support/synthesized.ts";
import { stackNamed, stacksOf } from "./app.ts";

const tags = { "Finance.CostCenter": "42" };

describe("defined tags", () => {
  const stacks = stacksOf(changed(oke, "definedTags", tags));

  it.each(["vault", "cluster", "streaming"])(
    "reach all in the %s stack that has the deployment's tag",
    (layer) => {
      const all = Object.values(stackNamed(stacks, `oke-dev-${layer}`).document.resource ?? {})
        .flatMap((blocks) => Object.values(blocks))
        .filter(({ freeform_tags }) => freeform_tags !== undefined);

      expect(all.length).toBeGreaterThan(1);
      for (const block of all) expect(block.defined_tags).toEqual(tags);
    },
  );

  it("reach machines, load balancers and volumes too, which the cluster makes", () => {
    const { resource } = stackNamed(stacks, "oke-dev-cluster").document;
    const [pool] = Object.values(resource?.oci_containerengine_node_pool ?? {});
    const [cluster] = Object.values(resource?.oci_containerengine_cluster ?? {});
    const { service_lb_config, persistent_volume_config } = (cluster?.options ?? {}) as Block;

    expect(pool?.node_config_details).toMatchObject({ defined_tags: tags });
    expect(service_lb_config).toMatchObject({ defined_tags: tags });
    expect(persistent_volume_config).toMatchObject({ defined_tags: tags });
  });
});
