import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Result, runProgram } from "../chart/run-program.ts";
import { request } from "../dead-letters/api.ts";
import { kubectl } from "../smoke/kubectl.ts";
import { portForward } from "../smoke/port-forward.ts";
import { type Script, scriptPod } from "./script-pod.ts";

/** One namespace of a cluster that runs containers. */
export class Cluster {
  readonly namespace: string;
  private readonly kubeconfig: string;

  constructor(kubeconfig: string, namespace: string) {
    this.kubeconfig = kubeconfig;
    this.namespace = namespace;
  }

  get access() {
    return { kubeconfig: this.kubeconfig };
  }

  /** As constructs/kubernetes/app-namespace.ts makes it: it admits only pods without privileges. */
  async createNamespace(): Promise<void> {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await this.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: this.namespace, labels } });
  }

  async deleteNamespace(): Promise<void> {
    await this.kubectl(["delete", "namespace", this.namespace, "--ignore-not-found"]);
  }

  /** @returns what it printed. @throws Error with what kubectl says when it fails */
  async kubectl(args: readonly string[], input?: string): Promise<string> {
    const { code, output, errors } = await kubectl(this.access, this.namespace, args, input);
    if (code === 0) return output;
    throw new Error(`kubectl ${args.join(" ")}: must succeed, got ${errors.trim()}.`);
  }

  async apply(...items: readonly object[]): Promise<void> {
    await this.kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  }

  /** Runs it until it is ready. @param folder has the bundle `<name>.mjs` */
  async runScript(folder: string, script: Omit<Script, "content">): Promise<void> {
    const content = readFileSync(join(folder, `${script.name}.mjs`), "utf8");
    await this.apply(...scriptPod({ ...script, content }));
    await this.kubectl(["wait", "--for=condition=Ready", `pod/${script.name}`, "--timeout=120s"]);
  }

  /** What a pod or Service answers at a path. */
  async get<T>(target: `${"pod" | "service"}/${string}`, path = "/"): Promise<T> {
    const { url, stop } = await portForward(this.access, this.namespace, target);
    try {
      return (await (await request(url + path)).json()) as T;
    } finally {
      stop();
    }
  }

  async helm(args: readonly string[], values?: object): Promise<Result> {
    const where = [`--kubeconfig=${this.kubeconfig}`, `--namespace=${this.namespace}`];
    const given = values === undefined ? [] : ["--values=-"];
    const result = await runProgram("helm", [...args, ...where, ...given], JSON.stringify(values ?? {}));
    if (result === undefined) throw new Error("helm must run, got ENOENT. Install Helm and put it on PATH.");
    return result;
  }
}
