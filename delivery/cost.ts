// `npm run cost -- <environment>`: what a cloud bills by time, as a Markdown table. Prices differ by contract and
// currency and are not in this repository: multiply by those of your price list.
import { environments } from "../environments/all.ts";
import { costTable, monthlyQuantities } from "./cost/quantities.ts";
import { knownEnvironment } from "./known-environment.ts";

const usage = "Usage: npm run cost -- <environment>";

try {
  const [name, ...rest] = process.argv.slice(2);
  if (!name || rest.length > 0) {
    throw new Error(
      `arguments must name one environment, got ${process.argv.slice(2).join(" ") || "none"}. ${usage}`,
    );
  }
  process.stdout.write(costTable(monthlyQuantities(knownEnvironment(name, environments, usage))));
} catch (error) {
  process.stderr.write(`cost: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
