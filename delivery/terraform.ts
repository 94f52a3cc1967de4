import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** What Terraform says about something that is wrong, of each line of `-json` that has such. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly snippet?: { readonly code?: string };
}

export interface TerraformRun {
  readonly status: number | null;
  readonly stdout: string;
  /** From standard output where that is JSON line by line. */
  readonly diagnostics: readonly Diagnostic[];
  readonly stderr: string;
}

/** The program that `cdktf deploy` would use, too. */
const program = () => process.env.TERRAFORM_BINARY_NAME || "terraform";

/**
 * Runs Terraform in a folder. It never asks anything.
 *
 * @throws Error when it is not there
 */
export function terraform(folder: string, args: readonly string[]): Promise<TerraformRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(program(), args, {
      cwd: folder,
      env: { ...process.env, TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          `${program()} must run, got ${error.code}. Install Terraform 1.11 or newer and put it on PATH.`,
        ),
      ),
    );
    child.once("close", (status) =>
      resolve({ status, stdout, stderr, diagnostics: stdout.split("\n").flatMap(diagnosticOf) }),
    );
  });
}

function diagnosticOf(line: string): Diagnostic[] {
  if (!line.startsWith("{")) return [];
  try {
    const { diagnostic } = JSON.parse(line) as { readonly diagnostic?: Diagnostic };
    return diagnostic ? [diagnostic] : [];
  } catch {
    return [];
  }
}

/**
 * The same in a folder that may have to be prepared: `terraform init` runs where
 * it never did and where Terraform asks for it, as after an upgrade of a
 * provider. What comes back is the run that failed, or that of `args`.
 *
 * @param say is told what is being done
 */
export async function terraformWithInit(
  folder: string,
  args: readonly string[],
  say: (step: string) => void,
): Promise<TerraformRun> {
  const run = (step: string, all: readonly string[]) => {
    say(step);
    return terraform(folder, all);
  };
  const initialize = () => run("init", ["init", "-input=false", "-json"]);
  const work = () => run(args[0] ?? "", args);
  if (existsSync(join(folder, ".terraform"))) {
    const first = await work();
    if (first.status !== 1 || !asksForInit(first)) return first;
  }
  const initialized = await initialize();
  return initialized.status === 0 ? work() : initialized;
}

function asksForInit({ diagnostics, stderr }: TerraformRun): boolean {
  const texts = diagnostics.map(({ summary, detail = "" }) => `${summary} ${detail}`);
  return [stderr, ...texts].some((text) => text.includes("terraform init"));
}
