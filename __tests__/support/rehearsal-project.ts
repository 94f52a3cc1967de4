import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkout, checkout } from "./checkout.ts";

/** Stacks under the names of an environment's, of what Terraform has without a plugin. */
const main = (size: string) => `
import { App, DataResource, LocalBackend, TerraformStack } from "cdktf";

const app = new App();
for (const name of ["doks-dev-cluster", "doks-dev-apps"]) {
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: "../../../terraform." + name + ".tfstate" });
  new DataResource(stack, "thing", { input: "${size}" });
  new DataResource(stack, "other", { input: "as ever" });
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
    // A link is no folder to git.
    appendFileSync(join(this.root, ".gitignore"), "node_modules\n");
    this.git("init", "--quiet", "--initial-branch", "main");
  }

  /** Commits stacks that differ from others by one value. Returns the commit. */
  merge(size: string): string {
    writeFileSync(join(this.root, "main.ts"), main(size));
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", `stacks: ${size}`);
    return this.git("rev-parse", "HEAD");
  }

  /** Undoes the last commit with another one. Returns that. */
  revert(): string {
    this.git("revert", "--no-edit", "HEAD");
    return this.git("rev-parse", "HEAD");
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

  remove(): void {
    this.tree.remove();
  }

  private stateFile(stack: string): string {
    return join(this.root, `terraform.${stack}.tfstate`);
  }

  private git(...args: string[]): string {
    const identity = ["-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@example.com"];
    return execFileSync("git", [...identity, ...args], { cwd: this.root, encoding: "utf8" }).trim();
  }
}
