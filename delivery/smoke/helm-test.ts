import { spawn } from "node:child_process";
import type { KubernetesAccess } from "./port-forward.ts";

/** Runs the tests that the release's chart has. @throws Error with what Helm says when one fails */
export async function helmTest(
  { kubeconfig, context }: KubernetesAccess,
  namespace: string,
  release: string,
): Promise<void> {
  const args = [
    "test",
    release,
    `--namespace=${namespace}`,
    "--timeout=3m",
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ...(context === undefined ? [] : [`--kube-context=${context}`]),
  ];
  const child = spawn("helm", args, { env: process.env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(new Error(`helm must run, got ${code}. Install Helm and put it on PATH.`)),
    );
  });
  if (status !== 0) {
    throw new Error(
      `${namespace}/${release}: its tests must pass, got:\n${output.trim()}\nSee the program's log: kubectl -n ${namespace} logs deploy/${release}.`,
    );
  }
}
