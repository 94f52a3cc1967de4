// `node delivery/run.mjs delivery/check-chart.ts`: lints charts/stream-app, renders it with every value switched both
// ways, checks each render against our rules and the Kubernetes schemas, and sees that wrong values are refused.
// Needs helm; kubeconform and Go for the schemas. What is missing is named and skipped.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { okeVersions } from "../environments/versions.ts";
import { merge, necessary, refusals, renders, switches, type Values } from "./chart/cases.ts";
import { kubernetesSchemas } from "./chart/kubernetes-schemas.ts";
import { brokenRules } from "./chart/rules.ts";
import { says, valuesOfSchema } from "./chart/value-paths.ts";

const chart = join("charts", "stream-app");
/** The oldest and the newest that we deploy to. Releases in between only differ by what one of them has. */
const kubernetesVersions = [okeVersions[0], okeVersions[okeVersions.length - 1]] as string[];
const counts = { passed: 0, failed: 0, skipped: 0 };

function report(name: string, problems: readonly string[]): void {
  counts[problems.length === 0 ? "passed" : "failed"] += 1;
  process.stdout.write(`${problems.length === 0 ? "ok      " : "FAILED  "}${name}\n`);
  process.stdout.write(
    problems.map((problem) => `        ${problem.replaceAll("\n", "\n        ")}\n`).join(""),
  );
}

function skip(what: string, why: string): void {
  counts.skipped += 1;
  process.stdout.write(`skipped: ${what} (${why})\n`);
}

interface Result {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** @returns undefined when the program is not on PATH */
function run(program: string, args: readonly string[], input = ""): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args);
    const result = { output: "", errors: "" };
    child.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" ? resolve(undefined) : reject(error),
    );
    child.stdout.setEncoding("utf8").on("data", (text) => {
      result.output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      result.errors += text;
    });
    // A program that ends without reading closes the pipe; its exit code says why.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("close", (code) => resolve({ code: code ?? 1, ...result }));
  });
}

async function helm(args: readonly string[], values: Values): Promise<Result> {
  const result = await run("helm", [...args, "--values", "-"], JSON.stringify(values));
  if (!result) {
    throw new Error("helm must stay on PATH while this runs, got none.");
  }
  return result;
}

function render(version: string, values: Values): Promise<Result> {
  return helm(["template", "producer", chart, "--namespace", "millrace", "--kube-version", version], values);
}

async function checkRenders(version: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-chart-"));
  try {
    const cases: { name: string; file: string; problems: readonly string[] }[] = [];
    for (const [name, values] of Object.entries(renders)) {
      const { code, output, errors } = await render(version, values);
      const file = `${cases.length}.yaml`;
      writeFileSync(join(folder, file), output);
      cases.push({ name, file, problems: code === 0 ? brokenRules(output, values) : [errors] });
    }
    const invalid = await againstSchemas(version, folder);
    for (const { name, file, problems } of cases) {
      report(`render on Kubernetes ${version}: ${name}`, [...problems, ...(invalid?.get(file) ?? [])]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What kubeconform says against each file. */
async function againstSchemas(version: string, folder: string): Promise<Map<string, string[]> | undefined> {
  const what = `schemas of Kubernetes ${version}`;
  if (!(await run("kubeconform", ["-v"]))) {
    skip(what, "kubeconform is not on PATH");
    return undefined;
  }
  let schemas: string;
  try {
    schemas = kubernetesSchemas(version);
  } catch (error) {
    skip(what, `Go could not download k8s.io/kubernetes: ${(error as Error).message.split("\n")[0]}`);
    return undefined;
  }
  const location = join(schemas, "{{.ResourceKind}}{{.KindSuffix}}.json");
  const result = await run("kubeconform", [
    "-strict",
    "-verbose",
    "-output",
    "json",
    "-schema-location",
    location,
    folder,
  ]);
  const checked: { filename: string; kind: string; status: string; msg: string }[] = JSON.parse(
    result?.output ?? "",
  ).resources;
  if (checked.length === 0) {
    throw new Error(`kubeconform must check the renders, got none. ${result?.errors}`);
  }
  const invalid = new Map<string, string[]>();
  for (const { filename, kind, status, msg } of checked.filter((one) => one.status !== "statusValid")) {
    const file = basename(filename);
    invalid.set(file, [...(invalid.get(file) ?? []), `${kind} ${status}: ${msg}`]);
  }
  return invalid;
}

async function checkRefusals(version: string): Promise<void> {
  for (const [name, [values, expected]] of Object.entries(refusals)) {
    const { code, errors } = await render(version, merge(necessary, values));
    const refused = code !== 0 && errors.includes(expected);
    report(
      `refuses ${name}`,
      refused ? [] : [`expected ${expected}\ngot ${code === 0 ? "a render" : errors}`],
    );
  }
}

async function main(): Promise<void> {
  if (await run("helm", ["version", "--short"])) {
    const schema: Values = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8"));
    const unswitched = valuesOfSchema(schema).filter(
      (path) => ![necessary, ...Object.values(switches)].some((values) => says(values, path)),
    );
    report("every value of the schema is switched", unswitched);
    for (const version of kubernetesVersions) {
      const { code, output, errors } = await helm(
        ["lint", "--strict", "--kube-version", version, chart],
        necessary,
      );
      report(`lint for Kubernetes ${version}`, code === 0 ? [] : [output + errors]);
      await checkRenders(version);
    }
    await checkRefusals(kubernetesVersions[0] ?? "");
  } else {
    skip("charts/stream-app", "helm is not on PATH");
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

void main();
