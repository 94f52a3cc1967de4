import { parseAllDocuments } from "yaml";
import { operatorValues } from "../../constructs/kafka/strimzi-operator.ts";
import { report, skip } from "./counted.ts";
import { runProgram } from "./run-program.ts";
import { operatorChart } from "./strimzi-definitions.ts";
import { asArray, asObject, at, type Values } from "./values.ts";

/**
 * Whether Strimzi's own chart makes of our values what we mean by them: it has no schema, so that a
 * name which it no longer knows would be passed over. From STRIMZI_CHART, or what helm pulls.
 */
export async function checkOperator(
  kubernetesVersion: string,
  chart = process.env.STRIMZI_CHART,
): Promise<void> {
  const flags = [
    "--namespace",
    "millrace",
    "--kube-version",
    kubernetesVersion,
    "--skip-crds",
    "--values",
    "-",
  ];
  const args = ["template", "strimzi", ...operatorChart(chart), ...flags];
  const result = await runProgram("helm", args, JSON.stringify(operatorValues));
  if (result?.code !== 0) {
    const [why] = (result?.errors ?? "helm is not on PATH").trim().split("\n").slice(-1);
    skip("Strimzi's own chart", `no STRIMZI_CHART, and helm could not pull it: ${why}`);
    return;
  }
  const objects = parseAllDocuments(result.output).map((document) => document.toJS() as unknown);
  const version = `on Kubernetes ${kubernetesVersion}`;
  report(
    `Strimzi's own chart ${version}: one operator, for its own namespace, by our values`,
    brokenRules(objects),
  );
}

function brokenRules(objects: readonly unknown[]): readonly string[] {
  const ofKind = (kind: string) => objects.filter((object) => at(object, "kind") === kind);
  const deployments = ofKind("Deployment");
  const container = at(deployments[0], "spec.template.spec.containers.0");
  const variables = Object.fromEntries(
    asArray(at(container, "env")).map((variable) => [at(variable, "name"), variable]),
  ) as Values;
  const security = asObject(at(container, "securityContext"));
  const rules: [string, boolean][] = [
    ["one Deployment", deployments.length === 1],
    ["no definitions", ofKind("CustomResourceDefinition").length === 0],
    [
      "watches its own namespace",
      at(variables.STRIMZI_NAMESPACE, "valueFrom.fieldRef.fieldPath") === "metadata.namespace",
    ],
    ["makes restricted pods", at(variables.STRIMZI_POD_SECURITY_PROVIDER_CLASS, "value") === "restricted"],
    ["no feature gates", at(variables.STRIMZI_FEATURE_GATES, "value") === ""],
    ["a network policy", ofKind("NetworkPolicy").length === 1],
    [
      "rights in no other namespace",
      ofKind("RoleBinding").every((one) => at(one, "metadata.namespace") === "millrace"),
    ],
    ["is not root", security.runAsNonRoot === true && security.readOnlyRootFilesystem === true],
    ["a limit of memory", typeof at(container, "resources.limits.memory") === "string"],
  ];
  return rules.filter(([, holds]) => !holds).map(([rule]) => rule);
}
