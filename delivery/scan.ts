// `npm run scan`: asks the registry for known vulnerabilities of exactly the packages that the bundles contain. Ends
// with 1 when one is at least as severe as --threshold and not in software/scan-exceptions.json.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { programs } from "./images/image-file.ts";
import { type BundledPackage, bundledPackages } from "./software/bundled-packages.ts";
import { checkedExceptions } from "./software/exceptions.ts";
import { type Audit, findingsIn, severities } from "./software/findings.ts";
import { npm } from "./software/npm.ts";

const usage = `Usage: npm run scan -- [--threshold ${severities.join("|")}]`;
const exceptionsFile = "delivery/software/scan-exceptions.json";

async function main(): Promise<void> {
  const { values } = commandArguments(usage, { options: { threshold: { type: "string", default: "high" } } });
  const threshold = severities.find((one) => one === values.threshold);
  if (threshold === undefined) {
    throw new Error(`--threshold must be one of ${severities.join(", ")}, got ${values.threshold}. ${usage}`);
  }
  const exceptions = checkedExceptions(exceptionsFile, JSON.parse(readFileSync(exceptionsFile, "utf8")));
  const packages = await packagesOfAll();
  const audit = JSON.parse(npm("audit", "--json").stdout) as Partial<Audit> & Refusal;
  if (audit.vulnerabilities === undefined) return refused(audit);

  const today = new Date().toISOString().slice(0, 10);
  const findings = findingsIn({ vulnerabilities: audit.vulnerabilities }, packages, {
    threshold,
    exceptions,
    today,
  });
  for (const { severity, package: found, advisory, title, verdict, exception } of findings) {
    const why = exception ? `${verdict} ${exception.expires}: ${exception.reason}` : verdict;
    say(`${severity.padEnd(8)}  ${found.name}@${found.version}  ${advisory}  ${title}  (${why})`);
  }
  for (const { advisory, package: name } of exceptions) {
    if (!findings.some((one) => one.advisory === advisory && one.package.name === name)) {
      say(`${exceptionsFile}: ${advisory} of ${name} is not found any more. Take it out.`);
    }
  }
  const failed = findings.filter(({ verdict }) => verdict === "refused" || verdict.endsWith("expired"));
  say(
    `${packages.length} packages in the bundles, ${failed.length} of ${count(findings.length)} refused at ${threshold}`,
  );
  if (failed.length > 0) process.exitCode = 1;
}

/** What npm prints when the registry did not answer, or not as npm wants it to. */
interface Refusal {
  readonly message?: string;
  readonly statusCode?: number;
  readonly error?: { readonly summary?: string };
}

/** A registry without this service is no fault of the packages; one that fails is, until somebody looks. */
function refused({ message, statusCode = 0, error }: Refusal): void {
  if (![404, 405, 501].includes(statusCode)) {
    const got = message || error?.summary || "neither them nor a reason";
    throw new Error(`npm audit must say vulnerabilities, got ${got}. Try again.`);
  }
  // The address may be an internal one.
  say(`scan: skipped: the registry offers no audit (${statusCode})`);
}

async function packagesOfAll(): Promise<readonly BundledPackage[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-scan-"));
  try {
    const bundles = await Promise.all(programs.map((program) => bundle(program, folder)));
    return bundledPackages({ inputs: bundles.flatMap(({ inputs }) => inputs) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(findings: number): string {
  return findings === 1 ? "1 finding" : `${findings} findings`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

runCommand("scan", usage, main);
