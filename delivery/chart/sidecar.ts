import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { okeVersions } from "../../environments/versions.ts";
import { readKubeconfig } from "../../sandbox/shared/kubeconfig.ts";
import { bundle } from "../bundle.ts";
import { freePort } from "../local/ports.ts";
import { runProgram } from "./run-program.ts";
import { streamApp } from "./stream-app-cases.ts";
import { asArray, at, merge, type Values } from "./values.ts";

/** The sidecar of charts/stream-app, as a process with what its container says and nothing else. */
export class Sidecar {
  private readonly process: ChildProcess;
  private readonly folder: string;
  private readonly port: number;
  private said = "";

  private constructor(process: ChildProcess, folder: string, port: number) {
    this.process = process;
    this.folder = folder;
    this.port = port;
    for (const output of [process.stdout, process.stderr]) {
      output?.setEncoding("utf8").on("data", (text: string) => {
        this.said += text;
      });
    }
  }

  /** @param home has the service account's token; gets the bundle and the files */
  static async start(kubeconfig: string, home: string, kubeSecretFiles: Values): Promise<Sidecar> {
    const { args, variables } = await containerOf(kubeSecretFiles);
    const [, job = ""] = args;
    const { server } = readKubeconfig(kubeconfig);
    const [{ file }, port] = await Promise.all([bundle("producer", home), freePort(14_700)]);
    const folder = join(home, "files");
    const env = {
      ...variables,
      PORT: String(port),
      KUBERNETES_SERVICE_HOST: server.hostname,
      KUBERNETES_SERVICE_PORT: server.port,
    };
    return new Sidecar(spawn(process.execPath, [file, job, folder, home], { env }), folder, port);
  }

  async isReady(): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/readyz`).catch(() => undefined);
    return answer?.status === 200;
  }

  /** Within ten seconds. @returns what is wrong */
  async becomesReady(): Promise<readonly string[]> {
    return (await eventually(() => this.isReady())) ? [] : [`it never becomes ready: ${this.said}`];
  }

  /** Within ten seconds. @returns what is wrong */
  async shows(file: string, expected: string): Promise<readonly string[]> {
    const content = () => {
      try {
        return readFileSync(join(this.folder, file), "utf8");
      } catch (error) {
        return String(error);
      }
    };
    const shown = await eventually(async () => content() === expected);
    return shown ? [] : [`${file}: expected ${expected}, got ${content()}`];
  }

  /** @returns what is wrong */
  async end(): Promise<readonly string[]> {
    const { process: child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return ["it has ended before"];
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
    const [code, signal] = await exit;
    clearTimeout(timer);
    return code === 0 ? [] : [`expected exit code 0 within 3 s, got ${code ?? signal}`];
  }
}

/** What the chart makes of the values. */
async function containerOf(kubeSecretFiles: Values) {
  const values = merge(streamApp.necessary, {
    kubeSecretFiles: { ...kubeSecretFiles, apiServerCidrs: ["127.0.0.1/32"] },
  });
  const { chart, release } = streamApp;
  const args = ["template", release, chart, "--kube-version", okeVersions[0], "--values", "-"];
  const result = await runProgram("helm", args, JSON.stringify(values));
  if (result?.code !== 0) throw new Error(`${chart}: must render, got ${result?.errors ?? "no helm"}`);
  const pods = parseAllDocuments(result.output).map((one) =>
    at(one.toJS(), "spec.template.spec.initContainers.0"),
  );
  const container = pods.find((one) => one !== undefined);
  const variables = asArray(at(container, "env")).flatMap((one) =>
    typeof at(one, "value") === "string" ? [[String(at(one, "name")), String(at(one, "value"))]] : [],
  );
  return {
    args: asArray(at(container, "args")).map(String),
    variables: Object.fromEntries(variables) as Readonly<Record<string, string>>,
  };
}

async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    if (await holds()) return true;
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
}
