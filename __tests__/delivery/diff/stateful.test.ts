import { expect, it } from "@jest/globals";
import { holdsData } from "../../../delivery/diff/stateful.ts";

it.each([
  "oci_streaming_stream",
  "digitalocean_kubernetes_cluster",
  "digitalocean_container_registry",
  "kubernetes_namespace_v1",
])("a diff marks the loss of %s", (type) => {
  expect(holdsData(type)).toBe(true);
});

it("a diff takes what is made again as it was for no loss", () => {
  expect(["terraform_data", "digitalocean_vpc", "helm_release"].filter(holdsData)).toEqual([]);
});
