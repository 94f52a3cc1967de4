// `npm run cost -- <environment>`: what a cloud bills by time, as a Markdown table, with what the vendor's list asks for
// it. `npm run cost -- --prices` prints the list prices. Contracts, currencies and free tiers differ.
import { environments } from "../environments/all.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { priceTable } from "./cost/prices.ts";
import { monthlyQuantities } from "./cost/quantities.ts";
import { costTable } from "./cost/table.ts";
import { knownEnvironment } from "./known-environment.ts";

const usage = "Usage: npm run cost -- <environment> | --prices";

function main(): void {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { prices: { type: "boolean", default: false } },
  });
  const [name, ...rest] = positionals;
  if ((name === undefined) !== values.prices || rest.length > 0) {
    throw new Error(
      `arguments must name one environment or be --prices, got ${process.argv.slice(2).join(" ") || "none"}. ${usage}`,
    );
  }
  process.stdout.write(
    name === undefined
      ? priceTable()
      : costTable(monthlyQuantities(knownEnvironment(name, environments, usage))),
  );
}

runCommand("cost", usage, main);
