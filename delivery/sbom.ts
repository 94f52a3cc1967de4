// `npm run sbom`: dist/<program>.sbom.json, a bill of materials (CycloneDX) of exactly what each bundle contains.
import { writeFileSync } from "node:fs";
import { bundle } from "./bundle.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { programs } from "./images/image-file.ts";
import { billOf } from "./software/bill-of-materials.ts";
import { bundledPackages } from "./software/bundled-packages.ts";
import { npm } from "./software/npm.ts";

const usage = "Usage: npm run sbom";

async function main(): Promise<void> {
  commandArguments(usage, { options: {} });
  const { status, stdout } = npm("sbom", "--sbom-format", "cyclonedx");
  if (status !== 0) throw new Error(`npm sbom must end with 0, got ${status}. Run it to see why.`);
  for (const program of programs) {
    const packages = bundledPackages(await bundle(program, "dist"));
    const file = `dist/${program}.sbom.json`;
    writeFileSync(file, `${JSON.stringify(billOf(program, packages, JSON.parse(stdout)), null, 2)}\n`);
    process.stdout.write(`${file}  ${packages.length} packages\n`);
  }
}

runCommand("sbom", usage, main);
