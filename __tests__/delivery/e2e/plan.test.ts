import { describe, expect, it } from "@jest/globals";
import { changesOf, dataLost, describeChange } from "../../../delivery/e2e/plan.ts";

/** As `terraform show -json` prints it, but for what nobody reads. */
function plan(...changes: readonly object[]): string {
  return JSON.stringify({ format_version: "1.2", resource_changes: changes });
}

function change(address: string, actions: readonly string[], before: object | null, after: object | null) {
  const [type = ""] = address.split(".");
  return { address, mode: "managed", type, change: { actions, before, after } };
}

describe("reading a plan", () => {
  it("leaves out what stays as it is and what is only read", () => {
    const json = plan(change("oci_kms_vault.vault", ["no-op"], { id: "v" }, { id: "v" }), {
      ...change("data.oci_core_services.all", ["read"], null, {}),
      mode: "data",
    });
    expect(changesOf(json)).toEqual([]);
  });

  it("names the attributes that would differ, those too that are known only after the apply", () => {
    const update = change(
      "oci_kms_key.master",
      ["update"],
      { display_name: "by-hand", key_shape: [{ length: 32 }], id: "k" },
      { display_name: "master", key_shape: [{ length: 32 }], id: "k" },
    );
    const json = plan({
      ...update,
      change: { ...update.change, after_unknown: { time_updated: true, key_shape: [{ length: false }] } },
    });
    expect(changesOf(json).map(describeChange)).toEqual([
      "update oci_kms_key.master (display_name, time_updated)",
    ]);
  });

  it("calls a deletion with a creation a replacement, in either order", () => {
    const json = plan(
      change("oci_streaming_stream.records", ["delete", "create"], { partitions: 1 }, { partitions: 2 }),
      change("oci_core_subnet.pods", ["create", "delete"], { cidr: "a" }, { cidr: "b" }),
    );
    expect(changesOf(json).map(describeChange)).toEqual([
      "replace oci_streaming_stream.records",
      "replace oci_core_subnet.pods",
    ]);
  });
});

describe("what a plan would lose", () => {
  it.each([
    ["oci_streaming_stream.records", ["delete", "create"]],
    ["oci_kms_key.master", ["delete"]],
    ["oci_containerengine_cluster.cluster", ["create", "delete"]],
    ["kubernetes_namespace_v1.namespace", ["delete"]],
    ["oci_artifacts_container_repository.producer", ["delete"]],
  ])("%s with %j holds data", (address, actions) => {
    expect(dataLost(changesOf(plan(change(address, actions, {}, {}))))).toHaveLength(1);
  });

  it.each([
    ["oci_streaming_stream.records", ["update"]],
    ["oci_kms_vault.vault", ["create"]],
    ["oci_identity_policy.producer", ["delete", "create"]],
    ["helm_release.producer", ["delete"]],
  ])("%s with %j loses none", (address, actions) => {
    expect(dataLost(changesOf(plan(change(address, actions, {}, {}))))).toEqual([]);
  });
});
