import { cdktf } from "./cdktf.ts";
import { type Command, runCommand, startCommand, whatWentWrong } from "./command.ts";
import { changesOf, type ResourceChange } from "./plan.ts";
import { whyNotInstalled } from "./plugins.ts";
import type { Workspace } from "./workspace.ts";

/** Terraform cannot run here, for a reason that is not this project's: the message says which. */
export class CannotRunHere extends Error {}

export interface TerraformProps {
  readonly workspace: Workspace;
  /** All that Terraform and its plugins get to know. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Called when a stack is done, with what was done to it. */
  readonly onStack: (stack: string, seconds: number, what: string) => void;
}

const planFile = "e2e.tfplan";

/** Terraform in the stacks of a workspace, directly and through `cdktf`. */
export class Terraform {
  private readonly props: TerraformProps;
  private readonly changed: Record<string, string> = {};

  constructor(props: TerraformProps) {
    this.props = props;
  }

  /** For all that runs from now on. */
  setVariable(name: string, value: string): void {
    this.changed[name] = value;
  }

  get variables(): Readonly<Record<string, string>> {
    return { ...this.props.variables, ...this.changed };
  }

  /**
   * One stack after the other: the folder in which they share their plugins takes no two at a time.
   *
   * @throws CannotRunHere when Terraform or a plugin cannot be installed
   */
  async init(stacks: readonly string[]): Promise<void> {
    for (const stack of stacks) {
      const { code, output } = await this.run(stack, "init", ["init", "-input=false", "-no-color"]).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== "ENOENT") throw error;
          throw new CannotRunHere("terraform is not on the PATH");
        },
      );
      if (code === 0) continue;
      const reason = whyNotInstalled(output);
      if (reason !== undefined) throw new CannotRunHere(reason);
      throw new Error(`${stack}: init failed:\n${whatWentWrong(output)}`);
    }
  }

  /** What an apply would do; empty when the exit code says that there is nothing to do. */
  async plan(stack: string): Promise<readonly ResourceChange[]> {
    const start = performance.now();
    const args = ["plan", "-input=false", "-no-color", "-detailed-exitcode", `-out=${planFile}`];
    const { code, output } = await this.run(stack, "plan", args);
    if (code !== 0 && code !== 2) throw new Error(`${stack}: plan failed:\n${whatWentWrong(output)}`);
    const changes =
      code === 0 ? [] : changesOf((await this.succeed(stack, "show", ["show", "-json", planFile])).stdout);
    const what = code === 0 ? "plan: nothing to do" : `plan: ${count(changes.length, "change")}`;
    this.props.onStack(stack, (performance.now() - start) / 1000, what);
    return changes;
  }

  /** Fails unless Terraform refuses to destroy something in the stack. */
  async expectProtection(stack: string): Promise<void> {
    const { code, output } = await this.run(stack, "plan", ["plan", "-destroy", "-input=false", "-no-color"]);
    if (code === 1 && output.includes("lifecycle.prevent_destroy")) return;
    throw new Error(`${stack}: destroy must be refused, got exit code ${code}:\n${whatWentWrong(output)}`);
  }

  /** What the last plan of the stack said. */
  async applyPlan(stack: string): Promise<void> {
    const start = performance.now();
    await this.succeed(stack, "apply", ["apply", "-input=false", "-no-color", planFile]);
    this.props.onStack(stack, (performance.now() - start) / 1000, "applied");
  }

  /** Takes over what exists already. */
  async adopt(stack: string, address: string, id: string): Promise<void> {
    await this.succeed(stack, "import", ["import", "-input=false", "-no-color", address, id]);
  }

  /** Starts something that will be killed. */
  start(stack: string, verb: "apply" | "destroy"): Command {
    const args = [verb, "-auto-approve", "-input=false", "-no-color"];
    return startCommand("terraform", args, this.options(stack, verb));
  }

  /** `cdktf deploy`, as people run it, with all stacks at once and in the order that cdktf makes of it. */
  deploy(stacks: readonly string[]): Promise<void> {
    return this.cdktf("deploy", stacks);
  }

  /** A stack without those that it depends on, which are there. */
  deployAlone(stack: string): Promise<void> {
    return this.cdktf("deploy", [stack], ["--ignore-missing-stack-dependencies"]);
  }

  destroy(stacks: readonly string[]): Promise<void> {
    return this.cdktf("destroy", stacks);
  }

  private cdktf(verb: "deploy" | "destroy", stacks: readonly string[], more: readonly string[] = []) {
    return cdktf(verb, stacks, more, { ...this.props, variables: this.variables });
  }

  private async succeed(stack: string, verb: string, args: readonly string[]) {
    const ended = await this.run(stack, verb, args);
    if (ended.code !== 0) throw new Error(`${stack}: ${verb} failed:\n${whatWentWrong(ended.output)}`);
    return ended;
  }

  private run(stack: string, verb: string, args: readonly string[]) {
    return runCommand("terraform", args, this.options(stack, verb));
  }

  private options(stack: string, verb: string) {
    const { workspace, signal } = this.props;
    return {
      cwd: workspace.stackFolder(stack),
      env: this.variables,
      logFile: workspace.logFile(`${stack}.${verb}`),
      signal,
    };
  }
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
