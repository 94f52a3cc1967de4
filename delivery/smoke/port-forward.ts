import { spawn } from "node:child_process";
import { type KubernetesAccess, kubectlFlags } from "./kubectl.ts";

export interface Forwarded {
  /** Of this machine. */
  readonly url: string;
  stop(): void;
}

/**
 * Reaches a pod, or one that a Service leads to, by kubectl. The API server's own proxy does not: the
 * programs' network policies keep it out, and it keeps a caller's token to itself.
 *
 * @throws Error when kubectl is not there or cannot reach it
 */
export async function portForward(
  access: KubernetesAccess,
  namespace: string,
  target: `${"pod" | "service"}/${string}`,
): Promise<Forwarded> {
  const child = spawn(
    "kubectl",
    // From any free port of this machine, to the one that both call http.
    [...kubectlFlags(access, namespace), "port-forward", target, ":http"],
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
          `${namespace} ${target}: must be reached by kubectl, got ${output.trim() || `exit code ${status}`}. See that it is deployed: docs/deploy.md.`,
        ),
      ),
    );
  });
  return { url, stop: () => void child.kill() };
}
