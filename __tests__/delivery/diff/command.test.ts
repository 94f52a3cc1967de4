import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { savedReport } from "../../../delivery/diff/saved-report.ts";
import { type Checkout, checkout } from "../../support/checkout.ts";

/** Stacks under the names of oke-dev's that need no provider: the cluster hands its id on to the apps. */
const stacks = `
import { App, LocalBackend, TerraformOutput, TerraformResource, TerraformStack, TerraformVariable } from "cdktf";

const app = new App();
function stack(name: string): TerraformStack {
  const created = new TerraformStack(app, name);
  new LocalBackend(created, { path: \`../../../terraform.\${name}.tfstate\` });
  return created;
}
const cluster = stack("oke-dev-cluster");
function data(scope: TerraformStack, name: string, input: unknown): TerraformResource {
  const created = new TerraformResource(scope, name, { terraformResourceType: "terraform_data" });
  created.addOverride("input", input);
  return created;
}
const size = new TerraformVariable(cluster, "size", { type: "number" });
const workers = data(cluster, "workers", { size: size.value, image: process.env.IMAGE });
const workersId = workers.getStringAttribute("id");
new TerraformOutput(cluster, "workers_id", { value: workersId, staticId: true });
const apps = stack("oke-dev-apps");
data(apps, "release", workersId);
stack("registry-millrace");
stack("oke-dev-staging-apps");
app.synth();
`;

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("npm run diff", () => {
  let tree: Checkout;
  beforeAll(() => {
    tree = checkout("project");
    writeFileSync(join(tree.root, "main.ts"), stacks);
  });
  afterAll(() => tree.remove());

  const variables = (more: Record<string, string>) => ({
    ...process.env,
    TF_VAR_size: "2",
    IMAGE: "one",
    ...more,
  });
  function diff(args: readonly string[], more: Record<string, string> = {}): Run {
    return spawnSync(process.execPath, ["delivery/run.mjs", "delivery/diff.ts", ...args], {
      cwd: tree.root,
      encoding: "utf8",
      env: variables(more),
    });
  }
  const folderOf = (stack: string) => join("cdktf.out", "stacks", stack);
  function apply(stack: string): void {
    const args = ["apply", "-auto-approve", "-input=false"];
    const { status, stderr } = spawnSync("terraform", args, {
      cwd: join(tree.root, folderOf(stack)),
      encoding: "utf8",
      env: variables({}),
    });
    if (status !== 0) throw new Error(stderr);
  }

  it("names the formats when there is no such one, before it does anything", () => {
    const { status, stdout, stderr } = diff(["oke-dev", "--format", "yaml"]);

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^diff: --format must be one of terminal, markdown, json, got yaml\. Usage: /);
  });

  it("lists the known environments when the name is unknown", () => {
    const { status, stdout, stderr } = diff(["oke-staging"]);

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /^diff: environment must be one of oke-dev.*, got oke-staging\. Usage: npm run diff -- <environment>… /,
    );
  });

  it("says what to install where there is no Terraform", () => {
    const { status, stdout, stderr } = diff(["oke-dev"], { TERRAFORM_BINARY_NAME: "terraform-of-nobody" });

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /\ndiff: terraform-of-nobody must run, got ENOENT\. Install Terraform 1\.11 or newer and put it on PATH\.\n$/,
    );
  });

  const terraformIsThere = spawnSync("terraform", ["version"]).status === 0;
  (terraformIsThere ? describe : describe.skip)("with Terraform on PATH", () => {
    it("shows what synth alone can tell of a stack whose upstream is not deployed, and ends with 2", () => {
      const { status, stdout, stderr } = diff(["oke-dev"]);

      expect(stdout).toBe(`stack                +    ~  -/+    -
registry-millrace    0    0    0    0  no changes
oke-dev-cluster      1    0    0    0
oke-dev-apps         1    0    0    0  upstream not deployed: oke-dev-cluster

oke-dev-cluster
  + terraform_data.workers
      input.image: "one"
      input.size: 2
  + output cross-stack-output-terraform_dataworkersid: (known after apply)
  + output workers_id: (known after apply)

oke-dev-apps (from synth alone)
  + terraform_data.release
      known after apply: input
`);
      expect(stderr).toMatch(
        /^synth\nregistry-millrace: init\nregistry-millrace: plan\noke-dev-cluster: init\n/,
      );
      expect(status).toBe(2);
    });

    it("compares with what is deployed, and ends with 0 when nothing would change", () => {
      apply("oke-dev-cluster");
      apply("oke-dev-apps");

      expect(diff(["oke-dev"])).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^stack .*\n(\S+ +0 +0 +0 +0 {2}no changes\n){3}$/),
      });
    });

    it("shows a change down to the attribute, and saves it for who may tell of it, which is no failure", () => {
      const { status, stdout } = diff(["oke-dev", "--save", "diffs"], { IMAGE: "two" });

      expect(status).toBe(0);
      expect(stdout).toContain('\n  ~ terraform_data.workers\n      input.image: "one" -> "two"\n');
      expect(savedReport(join(tree.root, "diffs"), "oke-dev")?.stacks).toMatchObject([
        { name: "registry-millrace", changes: [] },
        { name: "oke-dev-cluster", changes: [{ address: "terraform_data.workers", action: "update" }] },
        { name: "oke-dev-apps" },
      ]);
    });
  });
});
