import { join } from "node:path";
import { runCommand, whatWentWrong } from "./command.ts";
import { StackProgress } from "./progress.ts";
import type { TerraformProps } from "./terraform.ts";

/**
 * Runs `cdktf deploy` or `cdktf destroy`, as people run it.
 *
 * @param more options
 */
export async function cdktf(
  verb: "deploy" | "destroy",
  stacks: readonly string[],
  more: readonly string[],
  { workspace, variables, signal, onStack }: TerraformProps,
): Promise<void> {
  const progress = new StackProgress(stacks, onStack);
  const cli = join("node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
  // The lock of plugins for other systems, which `cdktf` would make, needs a registry.
  const options = [
    "--auto-approve",
    "--skip-synth",
    "--no-color",
    ...(verb === "deploy" ? ["--skip-provider-lock"] : []),
    ...more,
  ];
  const { code, output } = await runCommand(process.execPath, [cli, verb, ...options, ...stacks], {
    cwd: workspace.folder,
    env: variables,
    logFile: workspace.logFile(`cdktf-${verb}`),
    signal,
    onLine: (line) => progress.read(line),
  });
  if (code !== 0) throw new Error(`cdktf ${verb} failed:\n${whatWentWrong(output)}`);
}
