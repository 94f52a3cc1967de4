import { integerFrom, numberFrom, type VariableReader } from "./variables.ts";

/** What people who watch and debug a program may set. */
export interface TelemetryVariables {
  /** Where traces go, as OTLP over HTTP with JSON: `http://collector.observability.svc:4318`. @default traces are not exported */
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** Headers of that request, `name=value` separated by commas; values may be percent-encoded. Never logged. */
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string;
  /** Share, 0 to 1, of the traces that begin here; those that come with a request are followed as it says. @default "1" */
  readonly OTEL_TRACES_SAMPLER_ARG?: string;
  /** Port on 127.0.0.1 for /debug/profile and /debug/heap, 1 to 65535. @default none */
  readonly DEBUG_PORT?: string;
}

export interface TraceExport {
  /** Base URL; spans go to `/v1/traces` below it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly share: number;
}

export interface TelemetryConfig {
  readonly traces?: TraceExport;
  readonly debugPort?: number;
}

export function readTelemetry(reader: VariableReader): TelemetryConfig {
  const endpoint = reader.readOptional("OTEL_EXPORTER_OTLP_ENDPOINT", rules.endpoint, parseUrl);
  const headers = reader.readOptional("OTEL_EXPORTER_OTLP_HEADERS", rules.headers, parseHeaders) ?? {};
  const share = reader.read("OTEL_TRACES_SAMPLER_ARG", rules.share, numberFrom(0, 1), "1") ?? 1;
  const debugPort = reader.readOptional("DEBUG_PORT", rules.debugPort, integerFrom(1, 65_535));
  return {
    ...(endpoint !== undefined && { traces: { endpoint, headers, share } }),
    ...(debugPort !== undefined && { debugPort }),
  };
}

function parseUrl(text: string): string | undefined {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
    ? text.replace(/\/+$/, "")
    : undefined;
}

function parseHeaders(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text.split(",").map((pair) => /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair));
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        if (!pair) throw new Error("no pair");
        return [pair[1]?.toLowerCase(), decodeURIComponent(pair[2] ?? "")];
      }),
    );
  } catch {
    return undefined;
  }
}

const rules = {
  endpoint: {
    rule: "must be an http or https URL",
    remedy: "Name the base URL of an OTLP receiver, such as http://collector:4318",
    // A URL may hold a password.
    secret: true,
  },
  headers: {
    rule: "must be name=value pairs, separated by commas",
    remedy: "Percent-encode commas in values",
    secret: true,
  },
  share: { rule: "must be a number from 0 to 1", remedy: "Leave it out to trace everything" },
  debugPort: {
    rule: "must be a whole number from 1 to 65535",
    remedy: "Leave it out where nobody debugs",
  },
} as const;
