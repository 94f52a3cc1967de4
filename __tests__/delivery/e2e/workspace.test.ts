import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { inOrder } from "../../../delivery/e2e/in-order.ts";
import { mergePatch } from "../../../delivery/e2e/merge-patch.ts";
import { readState } from "../../../delivery/e2e/state.ts";
import { systemVariables } from "../../../delivery/e2e/system-variables.ts";
import { Workspace } from "../../../delivery/e2e/workspace.ts";
import { okeDev } from "../../../environments/oke-dev.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("a workspace", () => {
  it("synthesizes the environment with its changes and touches no file of the project", async () => {
    const before = readFileSync("environments/all.ts", "utf8");
    const workspace = new Workspace(okeDev);
    folders.push(workspace.folder);
    workspace.description.change({ backend: { kind: "local" } });
    workspace.description.change({ cluster: { nodePools: { workers: { nodes: 7 } } } });

    const stacks = await workspace.synth(new AbortController().signal);

    const names = stacks.map(({ name }) => name);
    expect(names.indexOf("oke-dev-cluster")).toBeLessThan(names.indexOf("oke-dev-apps"));
    const synthesized = readFileSync(join(workspace.stackFolder("oke-dev-cluster"), "cdk.tf.json"), "utf8");
    expect(synthesized).toContain('"size": 7');
    expect(workspace.dependents("oke-dev-cluster")).toEqual(["oke-dev-streaming", "oke-dev-apps"]);
    expect(workspace.dependents("registry-millrace")).toEqual([]);
    expect([...workspace.dependencies("oke-dev-streaming")].sort()).toEqual([
      "oke-dev-cluster",
      "oke-dev-vault",
    ]);
    expect(workspace.description.current.cluster).toMatchObject({
      nodePools: { workers: { nodes: 7, ocpus: 1 } },
    });
    const apps = readFileSync(join(workspace.stackFolder("oke-dev-apps"), "cdk.tf.json"), "utf8");
    expect(apps).toContain(`@sha256:${"1".repeat(64)}`);
    expect(readFileSync("environments/all.ts", "utf8")).toBe(before);
  });

  it("leaves out what talks to an API server where there is none", async () => {
    const workspace = new Workspace(okeDev, true);
    folders.push(workspace.folder);
    workspace.description.change({});
    const stacks = (await workspace.synth(new AbortController().signal)).map(({ name }) => name);
    const manifest = readFileSync(join(workspace.folder, "cdktf.out", "manifest.json"), "utf8");
    expect(stacks).toContain("oke-dev-streaming");
    expect(stacks).not.toContain("oke-dev-apps");
    expect(manifest).not.toContain("oke-dev-apps");
  });

  it("fails with what synth said about a wrong environment", async () => {
    const workspace = new Workspace(okeDev);
    folders.push(workspace.folder);
    workspace.description.change({ cluster: { nodePools: { workers: { nodes: 0 } } } });
    await expect(workspace.synth(new AbortController().signal)).rejects.toThrow(
      "oke-dev.cluster.nodePools.workers.nodes",
    );
  });

  it("takes the backup of a state that a killed Terraform had begun to write", () => {
    const workspace = new Workspace(okeDev);
    folders.push(workspace.folder);
    const file = join(workspace.folder, "terraform.oke-dev-vault.tfstate");
    writeFileSync(`${file}.backup`, '{"before": true}\n');
    writeFileSync(file, '{"whole": true}\n');
    workspace.takeBackupIfCut("oke-dev-vault");
    expect(readFileSync(file, "utf8")).toBe('{"whole": true}\n');
    writeFileSync(file, "");
    workspace.takeBackupIfCut("oke-dev-vault");
    expect(readFileSync(file, "utf8")).toBe('{"before": true}\n');
  });

  it("has no resources in a state that was never written", () => {
    const root = mkdtempSync(join(tmpdir(), "millrace-root-"));
    const files = ["main.ts", "cdktf.json", "package.json", "jest.config.mjs", "environments/all.ts"];
    const parts = ["apps", "charts", "constructs", "delivery", "environments", "stacks", "node_modules"];
    for (const part of [...parts, "__tests__/stacks", "__tests__/support"]) {
      mkdirSync(join(root, part), { recursive: true });
    }
    for (const file of files) writeFileSync(join(root, file), "");
    writeFileSync(join(root, "environments/images.json"), "{}");
    const workspace = new Workspace(okeDev, false, root);
    folders.push(root, workspace.folder);
    expect(workspace.state("oke-dev-vault")).toEqual({ resources: [], outputs: {} });
  });
});

it("puts each stack after those that it depends on, however far", () => {
  const stacks = [
    { name: "apps", dependencies: ["streaming"] },
    { name: "registry", dependencies: [] },
    { name: "streaming", dependencies: ["cluster"] },
    { name: "cluster", dependencies: [] },
  ];
  expect(inOrder(stacks).map(({ name }) => name)).toEqual(["cluster", "streaming", "apps", "registry"]);
});

it("keeps what leads to an account or a cluster of one's own away from Terraform", () => {
  process.env.TF_VAR_tenancy_ocid = "ocid1.tenancy.oc1..mine";
  process.env.KUBECONFIG = "/mine";
  try {
    const variables = systemVariables();
    expect(variables.PATH).toBe(process.env.PATH);
    expect(variables).not.toHaveProperty("TF_VAR_tenancy_ocid");
    expect(variables).not.toHaveProperty("KUBECONFIG");
  } finally {
    delete process.env.TF_VAR_tenancy_ocid;
    delete process.env.KUBECONFIG;
  }
});

it("merges objects, replaces everything else and takes away what is null", () => {
  const target = { kind: "s3", bucket: "b", pools: { a: { nodes: 1, zones: [1, 2] } } };
  const patch = { kind: "local", bucket: null, pools: { a: { zones: [3] }, b: { nodes: 2 } } };
  expect(mergePatch(target, patch)).toEqual({
    kind: "local",
    pools: { a: { nodes: 1, zones: [3] }, b: { nodes: 2 } },
  });
});

it("reads managed resources and outputs of a state file, with the addresses that Terraform prints", () => {
  const instance = (id: string, index_key?: string | number) => ({ attributes: { id }, index_key });
  const state = {
    version: 4,
    outputs: { vault_id: { value: "v", type: "string" } },
    resources: [
      { mode: "managed", type: "oci_kms_vault", name: "vault", instances: [instance("v")] },
      {
        mode: "managed",
        type: "oci_kms_key",
        name: "key",
        instances: [instance("k", 0), instance("l", "b")],
      },
      { mode: "data", type: "oci_core_services", name: "all", instances: [instance("s")] },
    ],
  };
  const { resources, outputs } = readState(JSON.stringify(state));
  expect(resources.map(({ address, attributes }) => [address, attributes.id])).toEqual([
    ["oci_kms_vault.vault", "v"],
    ["oci_kms_key.key[0]", "k"],
    ['oci_kms_key.key["b"]', "l"],
  ]);
  expect(outputs).toEqual({ vault_id: "v" });
});
