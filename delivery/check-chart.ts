// `node delivery/run.mjs delivery/check-chart.ts`: lints each chart, renders it with every value switched both ways,
// checks each render against our rules and the schemas of Kubernetes and Strimzi, and sees that wrong values are refused.
// Needs helm; kubeconform and Go for Kubernetes' schemas; Strimzi's definitions, which STRIMZI_CRDS names or helm pulls;
// and SANDBOX_KUBECONFIG to install them on a real API server, which files of another namespace are also read from. What
// is missing is named and skipped.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ValidateFunction } from "ajv";
import { okeVersions } from "../environments/versions.ts";
import { counts, report, skip } from "./chart/counted.ts";
import { installOn } from "./chart/install.ts";
import { kafkaCluster } from "./chart/kafka-cluster-cases.ts";
import { kubeconform } from "./chart/kubeconform.ts";
import { checkOperator } from "./chart/operator.ts";
import { type Result, runProgram } from "./chart/run-program.ts";
import { checkSecretFiles } from "./chart/secret-files.ts";
import { streamApp } from "./chart/stream-app-cases.ts";
import { strimziCrds } from "./chart/strimzi-crds-cases.ts";
import { invalidResources, strimziDefinitions, validatorsOf } from "./chart/strimzi-definitions.ts";
import { says, valuesOfSchema } from "./chart/value-paths.ts";
import { type ChartCases, merge, rendersOf, type Values } from "./chart/values.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";

const usage = "Usage: npm run check:chart";

/** The oldest and the newest that we deploy to. Releases in between only differ by what one of them has. */
const kubernetesVersions = [okeVersions[0], okeVersions[okeVersions.length - 1]] as string[];

/** What schemas have against each of several renders for a version of Kubernetes. */
type Schemas = (version: string, manifests: readonly string[]) => Promise<readonly (readonly string[])[]>;

async function helm(args: readonly string[], values: Values): Promise<Result> {
  const result = await runProgram("helm", [...args, "--values", "-"], JSON.stringify(values));
  if (!result) throw new Error("helm must stay on PATH while this runs, got none.");
  return result;
}

function render({ chart, release }: ChartCases, version: string, values: Values): Promise<Result> {
  return helm(["template", release, chart, "--namespace", "millrace", "--kube-version", version], values);
}

async function checkRenders(cases: ChartCases, version: string, schemas: Schemas): Promise<void> {
  const rendered: { name: string; output: string; problems: readonly string[] }[] = [];
  for (const [name, values] of Object.entries(rendersOf(cases))) {
    const { code, output, errors } = await render(cases, version, values);
    rendered.push({ name, output, problems: code === 0 ? cases.brokenRules(output, values) : [errors] });
  }
  const invalid = await schemas(
    version,
    rendered.map(({ output }) => output),
  );
  for (const [index, { name, problems }] of rendered.entries()) {
    report(`${cases.chart} on Kubernetes ${version}: ${name}`, [...problems, ...(invalid[index] ?? [])]);
  }
}

async function checkRefusals(cases: ChartCases, version: string): Promise<void> {
  for (const [name, [values, expected]] of Object.entries(cases.refusals)) {
    const { code, errors } = await render(cases, version, merge(cases.necessary, values));
    const refused = code !== 0 && errors.includes(expected);
    report(
      `${cases.chart} refuses ${name}`,
      refused ? [] : [`expected ${expected}\ngot ${code === 0 ? "a render" : errors}`],
    );
  }
}

async function checkChart(cases: ChartCases, schemas: Schemas): Promise<void> {
  const { chart, necessary, switches } = cases;
  const schema: Values = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8"));
  const unswitched = valuesOfSchema(schema).filter(
    (path) => ![necessary, ...Object.values(switches)].some((values) => says(values, path)),
  );
  report(`${chart}: every value of the schema is switched`, unswitched);
  for (const version of kubernetesVersions) {
    const { code, output, errors } = await helm(
      ["lint", "--strict", "--kube-version", version, chart],
      necessary,
    );
    report(`${chart}: lint for Kubernetes ${version}`, code === 0 ? [] : [output + errors]);
    await checkRenders(cases, version, schemas);
  }
  await checkRefusals(cases, kubernetesVersions[0] ?? "");
}

const kubernetes: Schemas = async (version, manifests) => {
  try {
    return await kubeconform(version, manifests);
  } catch (error) {
    skip(`schemas of Kubernetes ${version}`, (error as Error).message);
    return [];
  }
};

const none: Schemas = async () => [];

function strimzi(validators: ReadonlyMap<string, ValidateFunction> | undefined): Schemas {
  if (validators === undefined) return none;
  return async (_version, manifests) => manifests.map((manifest) => invalidResources(manifest, validators));
}

function definitionsOrSkip(): readonly string[] | undefined {
  try {
    return strimziDefinitions();
  } catch (error) {
    const [why] = (error as Error).message.trim().split("\n").slice(-1);
    skip("schemas of Strimzi", `no STRIMZI_CRDS, and helm could not pull the chart: ${why}`);
    return undefined;
  }
}

async function main(): Promise<void> {
  commandArguments(usage, { options: {} });
  if (await runProgram("helm", ["version", "--short"])) {
    const definitions = definitionsOrSkip();
    await checkChart(streamApp, kubernetes);
    await checkChart(kafkaCluster, strimzi(definitions && validatorsOf(definitions)));
    await checkChart(strimziCrds, none);
    await checkOperator(kubernetesVersions[1] ?? "");
    const kubeconfig = process.env.SANDBOX_KUBECONFIG;
    if (kubeconfig) await checkSecretFiles(kubeconfig);
    if (!kubeconfig) skip("what needs an API server", "no SANDBOX_KUBECONFIG");
    else if (definitions === undefined) skip("installs on an API server", "no definitions of Strimzi");
    else await installOn(kubeconfig, definitions);
  } else {
    skip("all charts", "helm is not on PATH");
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

runCommand("check:chart", usage, main);
