import { join } from "node:path";
import { type Command, runCommand, startCommand, whatWentWrong } from "./command.ts";
import { changesOf, type ResourceChange } from "./plan.ts";
import { whyNotInstalled } from "./plugins.ts";
import { StackProgress } from "./progress.ts";
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

  /** What a part of the JSON of some stack comes to, with what the states of other stacks and variables say now. */
  async evaluate(part: unknown): Promise<unknown> {
    const { workspace, signal } = this.props;
    const expression = expressionOf(part)
      .replace(remoteOutput, (_, stack: string, output: string) =>
        literal(workspace.state(stack).outputs[output]),
      )
      .replace(/\bvar\.(\w+)/g, (_, name: string) => literal(this.variables[`TF_VAR_${name}`]));
    // In a folder with no configuration, so that no plugin is needed.
    const { stdout } = await runCommand("terraform", ["console"], {
      cwd: workspace.logFolder,
      env: this.variables,
      logFile: workspace.logFile("console"),
      signal,
      input: `jsonencode(${expression})\n`,
    });
    try {
      // A string of HCL that is JSON, which is a string of JSON as well.
      return JSON.parse(JSON.parse(stdout) as string);
    } catch (error) {
      throw new Error(`console must print the value of ${expression}, got:\n${stdout}`, { cause: error });
    }
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

  destroy(stacks: readonly string[]): Promise<void> {
    return this.cdktf("destroy", stacks);
  }

  private async cdktf(verb: "deploy" | "destroy", stacks: readonly string[]): Promise<void> {
    const { workspace, signal, onStack } = this.props;
    const progress = new StackProgress(stacks, onStack);
    const cli = join("node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
    // The lock of plugins for other systems, which `cdktf` would make, needs a registry.
    const options = [
      "--auto-approve",
      "--skip-synth",
      "--no-color",
      ...(verb === "deploy" ? ["--skip-provider-lock"] : []),
    ];
    const { code, output } = await runCommand(process.execPath, [cli, verb, ...options, ...stacks], {
      cwd: workspace.folder,
      env: this.variables,
      logFile: workspace.logFile(`cdktf-${verb}`),
      signal,
      onLine: (line) => progress.read(line),
    });
    if (code !== 0) throw new Error(`cdktf ${verb} failed:\n${whatWentWrong(output)}`);
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

/** Of another stack, as cdktf refers to it. */
const remoteOutput =
  /data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+?)\.outputs\.([\w-]+)/g;

/** A value as an expression that refers to nothing. */
const literal = (value: unknown) => JSON.stringify(value ?? null).replaceAll("${", "$${");

/** Strings in the JSON of a stack are templates, and are the same in an expression. */
function expressionOf(part: unknown): string {
  if (typeof part === "string") return part.includes("${") ? `"${part}"` : JSON.stringify(part);
  if (Array.isArray(part)) return `[${part.map(expressionOf).join(",")}]`;
  if (typeof part !== "object" || part === null) return JSON.stringify(part);
  const entries = Object.entries(part).map(
    ([name, value]) => `${JSON.stringify(name)}=${expressionOf(value)}`,
  );
  return `{${entries.join(",")}}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
