import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { strimzi } from "../../environments/versions.ts";

/** Where the chart of Strimzi's operator is taken from. */
export interface OperatorChart {
  /** For Terraform; undefined: as the stack has it, from its registry. */
  readonly path: string | undefined;
  /** For the table. */
  readonly detail: string;
}

/**
 * The packaged chart that STRIMZI_CHART names; or else a chart of the definitions
 * in the folder STRIMZI_CRDS, made in `folder`, with a Deployment of the
 * operator's name in its place; or else the one in the registry.
 */
export function operatorChart(folder: string, variables = process.env): OperatorChart {
  const { STRIMZI_CHART: chart, STRIMZI_CRDS: definitions } = variables;
  if (chart) return { path: resolve(chart), detail: "the operator's chart from STRIMZI_CHART" };
  if (!definitions) return { path: undefined, detail: "the operator's chart from its registry" };
  const made = join(folder, "strimzi-kafka-operator");
  mkdirSync(join(made, "templates"), { recursive: true });
  mkdirSync(join(made, "crds"));
  const files = readdirSync(definitions).filter((file) => file.endsWith(".yaml"));
  for (const file of files) cpSync(join(definitions, file), join(made, "crds", file));
  const { version } = strimzi;
  writeFileSync(
    join(made, "Chart.yaml"),
    `apiVersion: v2\nname: strimzi-kafka-operator\nversion: ${version}\n`,
  );
  for (const [name, template] of Object.entries(templates)) {
    writeFileSync(join(made, "templates", name), template);
  }
  return {
    path: made,
    detail: `${files.length} definitions from STRIMZI_CRDS in place of the operator's chart`,
  };
}

const templates = {
  "010-ServiceAccount-strimzi-cluster-operator.yaml": `apiVersion: v1
kind: ServiceAccount
metadata:
  name: strimzi-cluster-operator
  namespace: {{ .Release.Namespace }}
`,
  "060-Deployment-strimzi-cluster-operator.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: strimzi-cluster-operator
  namespace: {{ .Release.Namespace }}
spec:
  selector: { matchLabels: { name: strimzi-cluster-operator } }
  template:
    metadata: { labels: { name: strimzi-cluster-operator } }
    spec:
      serviceAccountName: strimzi-cluster-operator
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: strimzi-cluster-operator
          image: none
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`,
};
