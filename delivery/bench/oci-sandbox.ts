import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { pino } from "pino";
import type { OciStreamingConfig } from "../../apps/messaging/oci/oci-config.ts";
import { connectOciStreaming } from "../../apps/messaging/oci/oci-streaming.ts";
import type { Transport } from "../../apps/messaging/transport.ts";
import { noMetrics, type TransportMetrics } from "../../apps/messaging/transport-metrics.ts";

/** A sandbox in a process of its own, so that what is measured has a core for itself. */
export interface SandboxProcess {
  readonly url: string;
  readonly streamId: string;
  readonly configFile: string;
  /** For a program, but for those of the place where it runs. */
  readonly variables: Readonly<Record<string, string>>;
  connect(metrics?: Partial<TransportMetrics>): Promise<Transport>;
  stop(): Promise<void>;
}

/** @param unlimited lifts 1 MB a second of writes and 5 gets a second */
export async function spawnOciSandbox(partitions: number, unlimited: boolean): Promise<SandboxProcess> {
  const options = ["--port", "0", "--partitions", String(partitions), ...(unlimited ? ["--unlimited"] : [])];
  const child = spawn(
    process.execPath,
    ["delivery/run.mjs", "sandbox/main.ts", "oci", "--json", ...options],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const endWithUs = () => child.kill("SIGTERM");
  process.once("exit", endWithUs);
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { url, streamId, secretId, variables } = JSON.parse(line);
  const configFile: string = variables.OCI_CONFIG_FILE;
  const config: OciStreamingConfig = {
    messaging: "oci-streaming",
    auth: "config-file",
    configFile,
    streamDetailsSecretOcid: secretId,
    secretsEndpoint: url,
  };
  return {
    url,
    streamId,
    configFile,
    variables,
    connect: (metrics) =>
      connectOciStreaming(config, {
        log: pino({ level: "error" }, pino.destination(2)),
        metrics: { ...noMetrics, ...metrics },
        // Without the pace when the sandbox has no limit either.
        timings: unlimited ? { bytesPerSecond: Number.POSITIVE_INFINITY } : {},
      }),
    stop: async () => {
      process.off("exit", endWithUs);
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
