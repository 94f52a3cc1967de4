import { isSpanContextValid, type SpanContext, TraceFlags } from "@opentelemetry/api";

// https://www.w3.org/TR/trace-context/#traceparent-header: later versions may have more at the end.
const traceparent = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** The span that a W3C `traceparent` names; undefined for anything else, which must not stop a record. */
export function parseTraceparent(text: unknown): SpanContext | undefined {
  const parts = typeof text === "string" ? traceparent.exec(text) : null;
  if (!parts) return undefined;
  const [, traceId = "", spanId = "", flags = ""] = parts;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const context = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

/** The CloudEvents extension of the same name: https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, "0")}`;
}
