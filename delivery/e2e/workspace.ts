import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Environment } from "../../environments/schema.ts";
import { runCommand, whatWentWrong } from "./command.ts";
import { type Json, mergePatch } from "./merge-patch.ts";
import { readState, type StackState } from "./state.ts";

export interface Stack {
  readonly name: string;
  readonly dependencies: readonly string[];
}

/** What synth needs. */
const sources = [
  "main.ts",
  "cdktf.json",
  "package.json",
  "apps",
  "charts",
  "constructs",
  "delivery",
  "environments",
  "stacks",
];

/** What takes the place of environments/all.ts: one environment, as it is written but for the patches. */
const patchedEnvironments = `import { mergePatch } from "../delivery/e2e/merge-patch.ts";
import patch from "./patch.json" with { type: "json" };
import { environments as written } from "./written.ts";

export const environments = written
  .filter(({ name }) => name === patch.environment)
  .map((environment) => patch.patches.reduce(mergePatch, environment));
`;

/**
 * A copy of the project in a temporary folder, so that neither the files nor the
 * states of whoever runs this are touched. State files land beside its cdktf.json.
 */
export class Workspace {
  readonly folder: string;
  readonly logFolder: string;
  readonly environment: Environment;
  private readonly withoutKubernetes: boolean;
  private readonly patches: Json[] = [];
  private stacks: readonly Stack[] = [];

  /** `withoutKubernetes` leaves out the stacks that talk to an API server. */
  constructor(environment: Environment, withoutKubernetes = false, root = process.cwd()) {
    this.withoutKubernetes = withoutKubernetes;
    this.environment = environment;
    this.folder = mkdtempSync(join(tmpdir(), `millrace-e2e-${environment.name}-`));
    this.logFolder = join(this.folder, "logs");
    mkdirSync(this.logFolder);
    for (const source of sources) {
      cpSync(join(root, source), join(this.folder, source), { recursive: true });
    }
    symlinkSync(resolve(root, "node_modules"), join(this.folder, "node_modules"), "junction");
    const environments = join(this.folder, "environments");
    cpSync(join(environments, "all.ts"), join(environments, "written.ts"));
    writeFileSync(join(environments, "all.ts"), patchedEnvironments);
  }

  /** Changes the environment by a merge patch, on top of earlier ones, for the next synth. */
  change(patch: Json): void {
    this.patches.push(patch);
    const file = join(this.folder, "environments", "patch.json");
    writeFileSync(
      file,
      JSON.stringify({ environment: this.environment.name, patches: this.patches }, null, 2),
    );
  }

  /** The environment with all changes so far. */
  get current(): Environment {
    return this.patches.reduce<unknown>(mergePatch, this.environment) as Environment;
  }

  /** @returns the stacks, each after those that it depends on */
  async synth(signal: AbortSignal): Promise<readonly Stack[]> {
    const { code, output } = await runCommand(process.execPath, ["delivery/run.mjs", "main.ts"], {
      cwd: this.folder,
      env: systemVariables(),
      logFile: this.logFile("synth"),
      signal,
    });
    if (code !== 0) throw new Error(`synth failed:\n${whatWentWrong(output)}`);
    const file = join(this.folder, "cdktf.out", "manifest.json");
    const manifest = JSON.parse(readFileSync(file, "utf8")) as {
      readonly stacks: Record<string, { readonly dependencies: readonly string[] }>;
    };
    if (this.withoutKubernetes) {
      // Out of the manifest, or cdktf would not destroy the others without these.
      for (const stack of Object.keys(manifest.stacks)) {
        if (this.usesKubernetes(stack)) delete manifest.stacks[stack];
      }
      writeFileSync(file, JSON.stringify(manifest));
    }
    const stacks = Object.entries(manifest.stacks).map(([name, { dependencies }]) => ({
      name,
      dependencies,
    }));
    this.stacks = inOrder(stacks);
    return this.stacks;
  }

  /** Those that depend on the stack, directly or not, as the last synth has it. */
  dependents(stack: string): readonly string[] {
    const found = new Set([stack]);
    for (const { name, dependencies } of this.stacks) {
      if (dependencies.some((dependency) => found.has(dependency))) found.add(name);
    }
    found.delete(stack);
    return [...found];
  }

  /** Those that the stack depends on, directly or not, in order. */
  dependencies(stack: string): readonly string[] {
    const found = new Set([stack]);
    for (const { name, dependencies } of [...this.stacks].reverse()) {
      if (found.has(name)) for (const dependency of dependencies) found.add(dependency);
    }
    return this.stacks.map(({ name }) => name).filter((name) => name !== stack && found.has(name));
  }

  /** Where Terraform runs. */
  stackFolder(stack: string): string {
    return join(this.folder, "cdktf.out", "stacks", stack);
  }

  /** What Terraform believes to exist; empty when it never ran. */
  state(stack: string): StackState {
    const file = join(this.folder, `terraform.${stack}.tfstate`);
    return existsSync(file) ? readState(readFileSync(file, "utf8")) : { resources: [], outputs: {} };
  }

  private usesKubernetes(stack: string): boolean {
    const file = join(this.stackFolder(stack), "cdk.tf.json");
    const { provider = {} } = JSON.parse(readFileSync(file, "utf8")) as { readonly provider?: object };
    return "kubernetes" in provider || "helm" in provider;
  }

  logFile(name: string): string {
    return join(this.logFolder, `${name}.log`);
  }
}

/** Each stack after those that it depends on, otherwise as they came. */
export function inOrder(stacks: readonly Stack[]): readonly Stack[] {
  const ordered = new Set<Stack>();
  const add = (stack: Stack) => {
    for (const other of stacks) if (stack.dependencies.includes(other.name)) add(other);
    ordered.add(stack);
  };
  for (const stack of stacks) add(stack);
  return [...ordered];
}

/** This process's variables without those that lead to an account, a cluster or a state of whoever runs this. */
export function systemVariables(): Record<string, string> {
  const leading =
    /^(TF_VAR_|TF_CLI_ARGS|TF_WORKSPACE|TF_DATA_DIR|TF_LOG|OCI_|AWS_|KUBE|HELM_|DIGITALOCEAN_|NODE_OPTIONS)/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || leading.test(name) ? [] : [[name, value]],
    ),
  );
}
