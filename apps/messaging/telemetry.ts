import type { Logger } from "pino";
import type { TelemetryConfig } from "./telemetry-config.ts";
import type { Version } from "./version.ts";

export interface Telemetry {
  /** Sends the last spans; resolves within a few seconds. */
  close(): Promise<void>;
}

export interface TelemetryProps {
  readonly config: TelemetryConfig | undefined;
  readonly program: string;
  readonly podName: string;
  readonly version: Version;
  readonly log: Logger;
}

/** Starts what the configuration asks for; nothing of it is loaded otherwise. */
export async function startTelemetry(props: TelemetryProps): Promise<Telemetry> {
  const { config = {}, program, podName, version, log } = props;
  const { traces, debugPort } = config;
  if (debugPort !== undefined) {
    const { startDebugServer } = await import("./debug.ts");
    await startDebugServer(debugPort, log);
  }
  if (traces === undefined) return { close: async () => {} };
  const { OtlpExport } = await import("./tracing/otlp-export.ts");
  const resource = {
    "service.namespace": "millrace",
    "service.name": program,
    "service.version": version.version,
    "service.instance.id": podName,
  };
  const started = OtlpExport.start(traces, resource, log);
  log.info(
    { share: traces.share, exporter: started ? "built in" : "registered before" },
    "traces are exported",
  );
  return { close: async () => started?.close() };
}
