import type { Logger } from "pino";
import { type ProgramConfigs, type ProgramName, readConfig } from "./config.ts";
import { connect } from "./connect.ts";
import { runKubeSecretFiles } from "./kube-secret-files.ts";
import { createLog } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { logNodeWarnings } from "./node-warnings.ts";
import { type Program, startProgram } from "./program.ts";
import { stopOnSignals } from "./shutdown.ts";
import { startTelemetry } from "./telemetry.ts";
import { ConfigError } from "./variables.ts";
import { runVaultFiles } from "./vault-files.ts";
import { version } from "./version.ts";

/**
 * The process around a program: configuration, log, signals and exit codes. With the
 * arguments `vault-files <folder>` it writes secrets to files there, and ends; with
 * `version` it says which commit it was built from. With
 * `kube-secret-files <folder> <service account's folder>` it writes them until it is stopped.
 */
export async function run<Name extends ProgramName>(
  name: Name,
  create: (config: ProgramConfigs[Name], log: Logger, metrics: Metrics) => Program,
): Promise<void> {
  const [job, folder, accountFolder] = process.argv.slice(2);
  if (job === "version") {
    process.stdout.write(`${JSON.stringify(version)}\n`);
    return;
  }
  if (job === "vault-files" && folder !== undefined) {
    await orExit(() => runVaultFiles(name, process.env, folder));
    return;
  }
  if (job === "kube-secret-files" && folder !== undefined && accountFolder !== undefined) {
    await orExit(() => runKubeSecretFiles(name, process.env, folder, accountFolder));
    return;
  }
  const config = await orExit(() => readConfig(process.env, name));
  const log = createLog(name, config.podName, config.logLevel);
  logNodeWarnings(log);
  const die = (error: unknown, what: string) => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on("uncaughtException", (error) => die(error, "a fault in the program"));
  const metrics = createMetrics(version);
  try {
    const { podName, telemetry: wanted } = config;
    const telemetry = await startTelemetry({ config: wanted, program: name, podName, version, log });
    const program = create(config, log, metrics);
    const running = await startProgram(program, { config, log, metrics, connect });
    const stop = () => running.stop().finally(() => telemetry.close());
    stopOnSignals({ ...running, stop }, config.drainSeconds, log);
  } catch (error) {
    die(error, "the program cannot start");
  }
}

/** A wrong configuration is told in words and not as a fault of the program. */
async function orExit<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
