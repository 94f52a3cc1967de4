import { expect, it } from "@jest/globals";
import { StackProgress } from "../../../delivery/e2e/progress.ts";

it("tells which stack is done and what was done, though cdktf names a stack only where another spoke before", () => {
  const done: string[] = [];
  const progress = new StackProgress(["dev-vault", "dev-cluster"], (stack, seconds, what) => {
    expect(seconds).toBeGreaterThanOrEqual(0);
    done.push(`${stack}: ${what}`);
  });
  const lines = [
    "dev-vault    Initializing the backend...",
    "dev-cluster  oci_core_vcn.network: Creating...",
    "             oci_core_vcn.network: Creation complete after 0s [id=ocid1.vcn]",
    "dev-vault    ",
    "             Apply complete! Resources: 2 added, 0 changed, 0 destroyed.",
    "dev-cluster  \u001b[0m\u001b[1m\u001b[32m",
    "             \u001b[32mApply complete! Resources: 0 added, 1 changed, 0 destroyed.\u001b[0m",
    "             Destroy complete! Resources: 7 destroyed.",
  ];
  for (const line of lines) progress.read(line);
  expect(done).toEqual(["dev-vault: 2 added", "dev-cluster: 1 changed", "dev-cluster: 7 destroyed"]);
});

it("says so when an apply changed nothing", () => {
  const done: string[] = [];
  const progress = new StackProgress(["dev"], (_, __, what) => done.push(what));
  progress.read("dev  Apply complete! Resources: 0 added, 0 changed, 0 destroyed.");
  expect(done).toEqual(["nothing to do"]);
});
