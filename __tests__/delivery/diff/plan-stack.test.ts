import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { planStack } from "../../../delivery/diff/plan-stack.ts";

const expression = (text: string) => `\${${text}}`;

const upstream = (output: string) => ({
  data: {
    terraform_remote_state: {
      "cross-stack-reference-input-oke-dev-cluster": {
        backend: "local",
        config: { path: "../oke-dev-cluster.tfstate" },
      },
    },
  },
  resource: {
    terraform_data: {
      release: {
        input: expression(
          `data.terraform_remote_state.cross-stack-reference-input-oke-dev-cluster.outputs.${output}`,
        ),
      },
      extra: { input: "fixed" },
    },
  },
});

const terraformIsThere = spawnSync("terraform", ["version"]).status === 0;

// Terraform's own resources need no provider, so this is the real thing without a network.
(terraformIsThere ? describe : describe.skip)("the plan of a stack, with Terraform on PATH", () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "millrace-plan-stack-"));
    // A mirror with nothing in it: no provider can be installed, and nobody asks the network for one.
    const mirror = { provider_installation: [{ filesystem_mirror: [{ path: home }] }] };
    writeFileSync(join(home, "terraform.tfrc.json"), JSON.stringify(mirror));
    process.env.TF_CLI_CONFIG_FILE = join(home, "terraform.tfrc.json");
  });
  afterAll(() => {
    delete process.env.TF_CLI_CONFIG_FILE;
    rmSync(home, { recursive: true, force: true });
  });

  let steps: string[];
  beforeEach(() => {
    steps = [];
  });
  const say = (step: string) => steps.push(step);
  function stack(name: string, document: object, dependencies: readonly string[] = []) {
    const folder = join(home, name);
    mkdirSync(folder, { recursive: true });
    const { terraform, ...rest } = document as { terraform?: object };
    const backend = { local: { path: `../${name}.tfstate` } };
    writeFileSync(
      join(folder, "cdk.tf.json"),
      JSON.stringify({ terraform: { backend, ...terraform }, ...rest }),
    );
    return { name, folder, dependencies };
  }
  function apply(folder: string): void {
    const { status, stderr } = spawnSync("terraform", ["apply", "-auto-approve", "-input=false"], {
      cwd: folder,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
  }

  it("names every variable that is missing", async () => {
    const variable = { size: { type: "number" }, login: { type: "string", sensitive: true } };

    expect(await planStack(stack("variables", { variable }), say)).toMatchObject({
      status: "failed",
      problem:
        "TF_VAR_login, TF_VAR_size must be set, got none. docs/deploy.md says what Terraform asks for.",
    });
  });

  it("says which provider cannot be installed", async () => {
    const terraform = { required_providers: { random: { source: "hashicorp/random" } } };

    expect(await planStack(stack("providers", { terraform }), say)).toMatchObject({
      status: "failed",
      problem: expect.stringMatching(
        /^providers must be there or installable, got: .*hashicorp\/random.*\. Reach registry\.terraform\.io, or name a mirror in the file of TF_CLI_CONFIG_FILE\.$/,
      ),
    });
  });

  it("says what a condition of our own says, with its remedy", async () => {
    const variable = {
      size: {
        default: 0,
        validation: [
          { condition: expression("var.size > 0"), error_message: "size must be positive, got 0. Raise it." },
        ],
      },
    };

    expect((await planStack(stack("condition", { variable }), say)).problem).toBe(
      "size must be positive, got 0. Raise it.",
    );
  });

  it("shows a check that fails as a warning", async () => {
    const resource = { terraform_data: { a: { input: 1 } } };
    const check = {
      c: { assert: [{ condition: expression("terraform_data.a.input > 1"), error_message: "Raise it." }] },
    };

    expect(await planStack(stack("check", { resource, check }), say)).toMatchObject({
      status: "planned",
      warnings: ["Raise it."],
      changes: [{ address: "terraform_data.a", action: "create" }],
    });
  });

  it("says what is protected, and shows why it would be destroyed", async () => {
    const records = (version: string) => ({
      resource: {
        terraform_data: { records: { triggers_replace: [version], lifecycle: { prevent_destroy: true } } },
      },
    });
    const before = stack("protected", records("one"));
    await planStack(before, say);
    apply(before.folder);

    expect(await planStack(stack("protected", records("two")), say)).toMatchObject({
      status: "failed",
      problem:
        "data must stay, got a plan that destroys terraform_data.records. docs/protect-data.md says how to do it all the same.",
      changes: [{ address: "terraform_data.records", action: "replace" }],
    });
  });

  it("says who holds the lock of a state", async () => {
    const locked = stack("locked", { resource: { terraform_data: { a: { input: 1 } } } });
    await planStack(locked, say);
    apply(locked.folder);
    // It holds the lock while it waits for an answer.
    const holder = spawn("terraform", ["apply", "-no-color", "-destroy"], { cwd: locked.folder });
    try {
      await asks(holder);

      expect((await planStack(locked, say)).problem).toMatch(
        /^state must be free, got a lock of \S+@\S+ since 20[^.]+\.\d+ \+0000 UTC\. Try again later; if nobody is at work: terraform -chdir=\S+locked force-unlock [0-9a-f-]{36}\.$/,
      );
    } finally {
      const gone = new Promise((resolve) => holder.once("close", resolve));
      holder.stdin?.end("no\n");
      await gone;
    }
  });

  it("prepares the folder once, and again when the stack asks for it", async () => {
    const resource = { terraform_data: { a: { input: 1 } } };
    await planStack(stack("prepared", { resource }), say);
    await planStack(stack("prepared", { resource }), say);
    const terraform = { required_providers: { random: { source: "hashicorp/random" } } };
    const { status } = await planStack(stack("prepared", { resource, terraform }), say);

    expect(status).toBe("failed");
    expect(steps).toEqual(["init", "plan", "plan", "plan", "init"]);
  });

  it("never moves or forgets a state whose place has changed", async () => {
    const terraform = { backend: { local: { path: "../elsewhere.tfstate" } } };
    const before = stack("moved", { resource: { terraform_data: { a: { input: 1 } } } });
    await planStack(before, say);
    apply(before.folder);

    expect((await planStack(stack("moved", { terraform }), say)).problem).toMatch(
      /^state must be where the environment says, got a stack that was set up with another backend\. Move it: terraform -chdir=\S+ init -migrate-state\.$/,
    );
  });

  it("tells what is new from what is there when an upstream stack lacks what is asked of it", async () => {
    const cluster = stack("oke-dev-cluster", { output: { id: { value: "c" } } });
    await planStack(cluster, say);
    const dependencies = ["oke-dev-cluster"];
    const before = await planStack(stack("oke-dev-apps", upstream("id"), dependencies), say);
    expect(before).toMatchObject({ status: "upstream-missing", missing: dependencies });
    expect(before.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
      "create terraform_data.release",
      "create terraform_data.extra",
    ]);

    apply(cluster.folder);
    const apps = stack("oke-dev-apps", upstream("id"), dependencies);
    apply(apps.folder);
    const changed = upstream("endpoint");
    Object.assign(changed.resource.terraform_data, { extra: undefined, another: { input: 1 } });
    const after = await planStack(stack("oke-dev-apps", changed, dependencies), say);

    expect(after).toMatchObject({ status: "upstream-missing", missing: dependencies });
    expect(after.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
      "undetermined terraform_data.release",
      "create terraform_data.another",
      "delete terraform_data.extra",
    ]);
  });
});

async function asks({ stdout }: ChildProcess): Promise<void> {
  for await (const chunk of stdout ?? []) {
    if (String(chunk).includes("Enter a value:")) return;
  }
  throw new Error("terraform ended before it asked");
}
