import { spawn } from "node:child_process";

export interface Forwarded {
  /** Of this machine. */
  readonly url: string;
  stop(): void;
}

export interface KubernetesAccess {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/**
 * Reaches a Service's pod by kubectl. The API server's own proxy does not: the
 * programs' network policies keep it out, and it keeps a caller's token to itself.
 *
 * @throws Error when kubectl is not there or cannot reach it
 */
export async function portForward(
  { kubeconfig, context }: KubernetesAccess,
  namespace: string,
  service: string,
): Promise<Forwarded> {
  const child = spawn(
    "kubectl",
    [
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
      ...(context === undefined ? [] : [`--context=${context}`]),
      `--namespace=${namespace}`,
      "port-forward",
      `service/${service}`,
      // Any free port of this machine.
      ":80",
    ],
    { env: process.env, stdio: ["ignore", "pipe", "pipe"] },
  );
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk;
      const [, port] = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(output) ?? [];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(new Error(`kubectl must run, got ${code}. Install kubectl and put it on PATH.`)),
    );
    child.once("close", (status) =>
      reject(
        new Error(
          `${namespace}/${service}: must be reached by kubectl, got ${output.trim() || `exit code ${status}`}. See that it is deployed: docs/deploy.md.`,
        ),
      ),
    );
  });
  return { url, stop: () => void child.kill() };
}
