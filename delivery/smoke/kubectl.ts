import { type Result, runProgram } from "../chart/run-program.ts";

/** How an API server is reached, and as whom. */
export interface KubernetesAccess {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** What every call of kubectl begins with. */
export function kubectlFlags({ kubeconfig, context }: KubernetesAccess, namespace: string): string[] {
  return [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ...(context === undefined ? [] : [`--context=${context}`]),
    `--namespace=${namespace}`,
  ];
}

/** @throws Error when there is no kubectl */
export async function kubectl(
  access: KubernetesAccess,
  namespace: string,
  args: readonly string[],
  input?: string,
): Promise<Result> {
  const result = await runProgram("kubectl", [...kubectlFlags(access, namespace), ...args], input);
  if (result !== undefined) return result;
  throw new Error("kubectl must run, got ENOENT. Install kubectl and put it on PATH.");
}

/**
 * Names of the pods that a release of charts/stream-app runs and does not take away.
 *
 * @throws Error when there are none
 */
export async function podsOf(
  access: KubernetesAccess,
  namespace: string,
  release: string,
): Promise<readonly string[]> {
  const { code, output, errors } = await kubectl(access, namespace, [
    "get",
    "pods",
    `--selector=app.kubernetes.io/name=stream-app,app.kubernetes.io/instance=${release}`,
    "--field-selector=status.phase=Running",
    "--output=go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}} {{end}}{{end}}",
  ]);
  const names = output.trim().split(" ").filter(Boolean);
  if (code === 0 && names.length > 0) return names;
  throw new Error(
    `${namespace}/${release}: must have a pod that runs, got ${errors.trim() || "none"}. See that it is deployed: docs/deploy.md.`,
  );
}
