import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { snapshotFile } from "../../../delivery/snapshot/snapshot-file.ts";
import { type Checkout, checkout } from "../checkout.ts";
import { commitAll, git } from "../repository.ts";

/** Stacks under the names of an environment's, of what Terraform has without a plugin. */
const main = (size: string) => `
import { App, DataResource, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";

const app = new App();
for (const name of ["doks-dev-cluster", "doks-dev-apps"]) {
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: "../../../terraform." + name + ".tfstate" });
  new DataResource(stack, "thing", { input: "${size}" });
  new DataResource(stack, "other", { input: "as ever" });
  // What a kubeconfig is made of.
  for (const output of name.endsWith("cluster") ? ["id", "endpoint", "ca_certificate"] : []) {
    new TerraformOutput(stack, "cluster_" + output, { value: "the " + output, staticId: true });
  }
}
app.synth();
`;

interface State {
  readonly serial: number;
  readonly resources: readonly {
    readonly name: string;
    readonly instances: readonly { readonly attributes: { readonly output: { readonly value: string } } }[];
  }[];
}

/** A repository like ours, whose stacks can be made on any machine. */
export class RehearsalProject {
  readonly root: string;
  private readonly tree: Checkout;

  constructor() {
    this.tree = checkout("project");
    this.root = this.tree.root;
    this.describe("tiny");
    commitAll(this.root);
    this.git("branch", "--move", "main");
    this.git("remote", "add", "origin", "https://robot:planted-clone-token@git.example/team/millrace.git");
  }

  /** Commits stacks that differ from others by one value, to a branch that starts from main, with their snapshot. */
  propose(size: string): { readonly base: string } {
    const base = this.git("rev-parse", "main");
    this.git("switch", "--quiet", "--force-create", "change", "main");
    const snapshot = join(this.root, snapshotFile);
    writeFileSync(snapshot, readFileSync(snapshot, "utf8").replace("3:9:", "3:12:"));
    this.commit(size);
    return { base };
  }

  /** Merges what was proposed. Returns the commit. */
  merge(): string {
    this.git("switch", "--quiet", "main");
    this.git("merge", "--quiet", "--no-ff", "--no-edit", "change");
    return this.git("rev-parse", "HEAD");
  }

  /** Commits to main. */
  commit(size?: string): void {
    if (size !== undefined) this.describe(size);
    this.git("commit", "--quiet", "--all", "--message", size ?? "more");
  }

  /** Undoes the last commit with another one. */
  revert(): void {
    this.git("revert", "--no-edit", "HEAD");
  }

  /** Somebody removes a thing: the next plan finds it missing. */
  loseOther(): void {
    const file = this.stateFile("doks-dev-apps");
    const state = JSON.parse(readFileSync(file, "utf8")) as State;
    const resources = state.resources.filter(({ name }) => name !== "other");
    writeFileSync(file, JSON.stringify({ ...state, serial: state.serial + 1, resources }));
  }

  /** What Terraform has on record for a stack. */
  thing(stack: string): string | undefined {
    const { resources } = JSON.parse(readFileSync(this.stateFile(stack), "utf8")) as State;
    return resources.find(({ name }) => name === "thing")?.instances[0]?.attributes.output.value;
  }

  file(...path: string[]): string {
    return readFileSync(join(this.root, ...path), "utf8");
  }

  remove(): void {
    this.tree.remove();
  }

  private describe(size: string): void {
    writeFileSync(join(this.root, "main.ts"), main(size));
  }

  private stateFile(stack: string): string {
    return join(this.root, `terraform.${stack}.tfstate`);
  }

  private git(...args: string[]): string {
    return git(this.root, ...args);
  }
}
