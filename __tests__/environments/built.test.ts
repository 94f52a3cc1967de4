import { describe, expect, it } from "@jest/globals";
import { builtEnvironments } from "../../environments/built.ts";
import { changed, doks, local, oke } from "./examples.ts";

const kafka = '{"version":"4.3.1","dualRoleNodes":1,"storageGb":10,"partitions":3,"replicationF …';

describe("builtEnvironments", () => {
  it("hands back what there are constructs for", () => {
    expect(builtEnvironments([oke])).toEqual([oke]);
  });

  it("names everything that is not built yet, in all environments", () => {
    const okeWithKafka = changed(oke, "kafka", doks.kafka);

    expect(() => builtEnvironments([oke, doks, local, okeWithKafka])).toThrow(
      expect.objectContaining({
        name: "InvalidEnvironments",
        mistakes: [
          'doks-dev.cluster.kind: is not built yet, got "doks". Use oke until it is.',
          `doks-dev.kafka: is not built yet, got ${kafka}. Use streaming until it is.`,
          'doks-dev.registry.kind: is not built yet, got "digitalocean". Use ocir until it is.',
          'local.cluster.kind: is not built yet, got "existing". Use oke until it is.',
          `local.kafka: is not built yet, got ${kafka}. Use streaming until it is.`,
          'local.registry.kind: is not built yet, got "digitalocean". Use ocir until it is.',
          `oke-dev.kafka: is not built yet, got ${kafka}. Use streaming until it is.`,
        ],
      }),
    );
  });
});
