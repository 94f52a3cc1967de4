import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { kubernetesSchemas } from "./kubernetes-schemas.ts";
import { runProgram } from "./run-program.ts";

/**
 * What kubeconform has against each manifest, in their order.
 *
 * @param version of Kubernetes
 * @throws Error that says what is missing
 */
export async function kubeconform(
  version: string,
  manifests: readonly string[],
): Promise<readonly string[][]> {
  if (!(await runProgram("kubeconform", ["-v"]))) throw new Error("kubeconform is not on PATH");
  const schemas = schemasOf(version);
  const folder = mkdtempSync(join(tmpdir(), "millrace-chart-"));
  try {
    for (const [index, manifest] of manifests.entries()) {
      writeFileSync(join(folder, `${index}.yaml`), manifest);
    }
    const location = join(schemas, "{{.ResourceKind}}{{.KindSuffix}}.json");
    const flags = ["-strict", "-verbose", "-output", "json", "-schema-location", location];
    const result = await runProgram("kubeconform", [...flags, folder]);
    const { resources }: { resources: { filename: string; kind: string; status: string; msg: string }[] } =
      JSON.parse(result?.output ?? "");
    const invalid = manifests.map((): string[] => []);
    for (const { filename, kind, status, msg } of resources.filter((one) => one.status !== "statusValid")) {
      invalid[Number(basename(filename, ".yaml"))]?.push(`${kind} ${status}: ${msg}`);
    }
    return resources.length > 0
      ? invalid
      : invalid.map(() => [`kubeconform must check the renders, got none. ${result?.errors}`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function schemasOf(version: string): string {
  try {
    return kubernetesSchemas(version);
  } catch (error) {
    const [why] = (error as Error).message.split("\n");
    throw new Error(`Go could not download k8s.io/kubernetes: ${why}`);
  }
}
