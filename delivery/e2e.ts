// `npm run e2e -- <environment>…`: every stack of an environment through its whole life, with the real Terraform and
// the real plugins, against the sandbox in place of Oracle's control plane.
import { environments } from "../environments/all.ts";
import { runCommand } from "./command/run-command.ts";
import { e2eArguments, e2eUsage } from "./e2e/arguments.ts";
import { runEnvironment } from "./e2e/environment.ts";
import { type StepResult, table } from "./e2e/table.ts";

async function main(): Promise<void> {
  const chosen = e2eArguments(process.argv.slice(2), environments);
  const kubeconfig = process.env.SANDBOX_KUBECONFIG || undefined;
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () =>
      interrupted.abort(new Error("Interrupted: everything that was started is stopped.")),
    );
  }
  const say = (line: string) => process.stdout.write(`${line}\n`);

  const results: StepResult[] = [];
  for (const environment of chosen) {
    results.push(...(await runEnvironment({ environment, kubeconfig, signal: interrupted.signal, say })));
  }
  say(`\n${table(results)}`);
  if (results.some(({ result }) => result === "failed")) process.exitCode = 1;
}

runCommand("e2e", e2eUsage, main);
