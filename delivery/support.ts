// `npm run support -- <environment>… [--issue]`: asks the clouds which versions and worker images they still offer, and
// names what we use that they do not. Ends with 0 when that is nothing, 2 when it is something, 1 when a cloud could not
// be asked. With --issue one issue says so, which is closed when nothing is left; ends with 0 then, too.
import { environments } from "../environments/all.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { forgeFromEnvironment } from "./forge/from-environment.ts";
import { knownEnvironment } from "./known-environment.ts";
import { findings } from "./support/findings.ts";
import { offerOf } from "./support/offer.ts";

const usage = "Usage: npm run support -- <environment>… [--issue]";

interface Support {
  readonly withdrawn: readonly string[];
  /** Why something could not be known. */
  readonly unknown: readonly string[];
}

async function support(names: readonly string[]): Promise<Support> {
  if (names.length === 0) throw new Error(`arguments must name an environment, got none. ${usage}`);
  const withdrawn = new Set<string>();
  const unknown: string[] = [];
  for (const { name, cluster } of names.map((given) => knownEnvironment(given, environments, usage))) {
    if (cluster.kind === "existing") continue;
    try {
      for (const finding of findings(name, cluster, await offerOf(cluster, process.env)))
        withdrawn.add(finding);
    } catch (error) {
      unknown.push(`${name}: ${(error as Error).message}`);
    }
  }
  return { withdrawn: [...withdrawn], unknown };
}

async function tell({ withdrawn, unknown }: Support): Promise<void> {
  const forge = forgeFromEnvironment(process.env);
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}\n`).join("");
  if (withdrawn.length > 0) {
    const rest = unknown.length > 0 ? `\nNot known this time:\n\n${list(unknown)}` : "";
    await forge.upsertIssue("support", "Versions that leave support", `${list(withdrawn)}${rest}`);
  } else if (unknown.length === 0) {
    await forge.closeIssue("support", "The clouds offer everything that we use.");
  }
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { issue: { type: "boolean", default: false } },
  });
  const result = await support(positionals);
  for (const line of result.withdrawn) process.stdout.write(`${line}\n`);
  for (const line of result.unknown) process.stdout.write(`unknown: ${line}\n`);
  process.stdout.write(`${result.withdrawn.length} not offered any more, ${result.unknown.length} unknown\n`);
  if (values.issue) await tell(result);
  if (result.unknown.length > 0) process.exitCode = 1;
  else if (result.withdrawn.length > 0 && !values.issue) process.exitCode = 2;
}

runCommand("support", usage, main);
