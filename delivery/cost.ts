// `npm run cost -- <environment>`: what a cloud bills by time, as a Markdown table, with what the vendor's list asks for
// it. `npm run cost -- --prices` prints the list prices. Contracts, currencies and free tiers differ.
import { environments } from "../environments/all.ts";
import { priceTable } from "./cost/prices.ts";
import { monthlyQuantities } from "./cost/quantities.ts";
import { costTable } from "./cost/table.ts";
import { knownEnvironment } from "./known-environment.ts";

const usage = "Usage: npm run cost -- <environment> | --prices";

try {
  const [name, ...rest] = process.argv.slice(2);
  if (!name || rest.length > 0) {
    throw new Error(
      `arguments must name one environment, got ${process.argv.slice(2).join(" ") || "none"}. ${usage}`,
    );
  }
  process.stdout.write(
    name === "--prices"
      ? priceTable()
      : costTable(monthlyQuantities(knownEnvironment(name, environments, usage))),
  );
} catch (error) {
  process.stderr.write(`cost: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
