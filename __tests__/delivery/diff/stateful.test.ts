import { expect, it } from "@jest/globals";
import { changesOfPlan } from "../../../delivery/diff/plan-report.ts";
import { holdsData } from "../../../delivery/diff/stateful.ts";
import { changesOfSynth } from "../../../delivery/diff/synth-report.ts";

/** As the Helm plugin keeps it. */
const release = (chart: string) => ({ name: "main", metadata: { chart, revision: 3 } });

it.each([
  "oci_streaming_stream",
  "digitalocean_kubernetes_cluster",
  "digitalocean_container_registry",
  "kubernetes_namespace_v1",
])("a diff marks the loss of %s", (type) => {
  expect(holdsData(type, {})).toBe(true);
});

it("a diff takes what is made again as it was for no loss", () => {
  expect(["terraform_data", "digitalocean_vpc"].filter((type) => holdsData(type, {}))).toEqual([]);
  expect(holdsData("helm_release", release("stream-app"))).toBe(false);
  expect(holdsData("helm_release", null)).toBe(false);
});

it("a diff marks the loss of a Kafka release, planned or seen in the state", () => {
  const address = "helm_release.kafka";
  const before = release("kafka-cluster");
  const change = { actions: ["delete"], before };
  const planned = { resource_changes: [{ address, mode: "managed", type: "helm_release", change } as const] };

  expect(changesOfPlan(planned).changes).toMatchObject([{ address, action: "delete", destroysData: true }]);
  expect(changesOfSynth({}, new Map([[address, before]]))).toMatchObject([
    { address, action: "delete", destroysData: true },
  ]);
});
