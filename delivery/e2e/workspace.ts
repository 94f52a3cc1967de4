import {
  copyFileSync,
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
import { isOfEnvironment } from "../../stacks/naming.ts";
import { runCommand, whatWentWrong } from "./command.ts";
import { Description } from "./description.ts";
import { inOrder, type Stack } from "./in-order.ts";
import { readState, type StackState } from "./state.ts";
import { systemVariables } from "./system-variables.ts";

/** What synth needs, and the test that keeps what it wrote. */
const sources = [
  "__tests__/stacks",
  "__tests__/support",
  "jest.config.mjs",
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

/**
 * A copy of the project in a temporary folder, so that neither the files nor the
 * states of whoever runs this are touched. State files land beside its cdktf.json.
 */
export class Workspace {
  readonly folder: string;
  readonly logFolder: string;
  readonly environment: Environment;
  readonly description: Description;
  private readonly withoutKubernetes: boolean;
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
    this.description = new Description(environment, this.folder);
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
    const stacks = Object.entries(manifest.stacks)
      .filter(([name]) => isOfEnvironment(name, this.environment))
      .map(([name, { dependencies }]) => ({ name, dependencies }));
    this.stacks = inOrder(stacks);
    return this.stacks;
  }

  /** Accepts the snapshots as they are now, as whoever changes an environment does with `npm test -- -u`. */
  async acceptSnapshots(signal: AbortSignal): Promise<void> {
    const jest = join("node_modules", "jest", "bin", "jest.js");
    const args = [jest, "--ci", "-u", "__tests__/stacks/snapshots.test.ts"];
    const { code, output } = await runCommand(process.execPath, args, {
      cwd: this.folder,
      env: systemVariables(),
      logFile: this.logFile("snapshots"),
      signal,
    });
    if (code !== 0) throw new Error(`snapshots cannot be written:\n${whatWentWrong(output)}`);
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
    const file = this.stateFile(stack);
    return existsSync(file) ? readState(readFileSync(file, "utf8")) : { resources: [], outputs: {} };
  }

  /**
   * Terraform writes a state that is a file in place: killed meanwhile, it leaves
   * an empty one, which it takes for none at all. Its backup then is what there
   * was before, as docs/disaster.md says.
   */
  takeBackupIfCut(stack: string): void {
    const file = this.stateFile(stack);
    if (existsSync(file) && !readFileSync(file, "utf8").endsWith("}\n")) copyFileSync(`${file}.backup`, file);
  }

  private stateFile(stack: string): string {
    return join(this.folder, `terraform.${stack}.tfstate`);
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
