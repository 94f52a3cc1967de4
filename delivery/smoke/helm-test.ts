import { runProgram } from "../chart/run-program.ts";
import { type KubernetesAccess, kubectl } from "./kubectl.ts";

/** Runs the tests that the release's chart has. @throws Error with what they say when one fails */
export async function helmTest(access: KubernetesAccess, namespace: string, release: string): Promise<void> {
  const { kubeconfig, context } = access;
  const helm = await runProgram("helm", [
    "test",
    release,
    `--namespace=${namespace}`,
    "--timeout=3m",
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ...(context === undefined ? [] : [`--kube-context=${context}`]),
  ]);
  if (helm === undefined) throw new Error("helm must run, got ENOENT. Install Helm and put it on PATH.");
  if (helm.code === 0) return;
  const said = helm.errors.includes("release: not found") ? "" : await saidBy(access, namespace, release);
  throw new Error(
    `${namespace}/${release}: its tests must pass, got:\n${said || helm.errors.trim()}\n` +
      `See the program's log: kubectl -n ${namespace} logs deploy/${release}.`,
  );
}

/** What the tests printed. `helm test --logs` takes each of the chart's hooks for a pod, and fails. */
async function saidBy(access: KubernetesAccess, namespace: string, release: string): Promise<string> {
  const pods = `--selector=app.kubernetes.io/name=stream-app-test,app.kubernetes.io/instance=${release}`;
  return (await kubectl(access, namespace, ["logs", pods])).output.trim();
}
