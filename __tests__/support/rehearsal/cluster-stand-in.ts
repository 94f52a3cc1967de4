import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../../delivery/bundle.ts";
import { connectKafkaLocally } from "../../../delivery/local/kafka.ts";
import { localVariables } from "../../../delivery/local/variables.ts";
import type { Environment } from "../../../environments/schema.ts";
import { startKafkaSandbox } from "../../../sandbox/kafka/server.ts";
import { ProgramProcess } from "../program-process.ts";
import { until } from "../running-program.ts";

/** In the place of kubectl: each program has one pod, and is reached where it listens. */
const kubectl = (ports: object) => `#!${process.execPath}
const args = process.argv.slice(2);
require("node:fs").readFileSync(args.find((arg) => arg.startsWith("--kubeconfig=")).slice(13));
const [, release] = /instance=([\\w-]+)/.exec(args.join(" ")) ?? [];
const [, name] = /(?:service\\/|pod\\/the-pod-of-)([\\w-]+)/.exec(args.join(" ")) ?? [];
if (args.includes("get")) process.stdout.write("the-pod-of-" + release + " ");
else if (args.includes("port-forward")) {
  console.log("Forwarding from 127.0.0.1:" + ${JSON.stringify(ports)}[name] + " -> 8080");
  setInterval(() => undefined, 1000);
} else process.exit(1);
`;
/** Finds every release well. */
const helm = '#!/bin/sh\necho "$@"\n';

export interface ClusterStandIn {
  /** Has kubectl and helm. */
  readonly tools: string;
  stop(): Promise<void>;
}

/** The programs of an environment whose records go through Kafka, each in a process of its own, in place of its pods. */
export async function startClusterStandIn(environment: Environment): Promise<ClusterStandIn> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-cluster-"));
  const sandbox = await startKafkaSandbox({ port: 0 });
  const [kafka] = await Promise.all([
    connectKafkaLocally(environment, sandbox),
    bundle("producer", folder),
    bundle("consumer", folder),
  ]);
  const programs = Object.entries(environment.apps).map(([name, app]) => {
    const variables = localVariables(environment, name, app, { streams: {}, kafka }, 0);
    return { name, process: new ProgramProcess(join(folder, `${app.program}.mjs`), variables) };
  });
  const ports = await Promise.all(
    programs.map(async ({ name, process }) => {
      await until(() => process.isReady(), `${name} to be ready`, 60_000);
      return [name, new URL(await process.url()).port];
    }),
  );
  writeFileSync(join(folder, "kubectl"), kubectl(Object.fromEntries(ports)), { mode: 0o755 });
  writeFileSync(join(folder, "helm"), helm, { mode: 0o755 });
  return {
    tools: folder,
    stop: async () => {
      await Promise.all(programs.map(({ process }) => process.stop()));
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
