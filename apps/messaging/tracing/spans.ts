import {
  type Attributes,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { formatTraceparent, parseTraceparent } from "./trace-context.ts";

/** As many as a span may have unless the exporter says otherwise: https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits */
const MAX_LINKS = 128;

/** One span for a request's records, from their handover until the fate of each is known. */
export function startSend(records: number, parent: SpanContext | undefined): Span {
  return start("send records", SpanKind.PRODUCER, parent, [], {
    "messaging.operation.name": "send",
    "messaging.batch.message_count": records,
  });
}

/**
 * One span for a batch, from its decoding until its effects are durable. A batch of one trace goes on with it;
 * one of several begins a trace of its own that links to them.
 *
 * @param traces `traceparent` of each record that has one
 */
export function startApply(
  stream: string,
  partition: string,
  records: number,
  traces: Iterable<string>,
): Span {
  const origins = [...new Set(traces)].slice(0, MAX_LINKS).flatMap((text) => parseTraceparent(text) ?? []);
  const [parent, ...others] = origins;
  const ofOneTrace = others.every(({ traceId }) => traceId === parent?.traceId);
  return start("apply records", SpanKind.CONSUMER, ofOneTrace ? parent : undefined, origins, {
    "messaging.operation.name": "process",
    "messaging.destination.name": stream,
    "messaging.destination.partition.id": partition,
    "messaging.batch.message_count": records,
  });
}

/** The `traceparent` that takes a span along; undefined when nobody traces and nobody asked for it. */
export function traceparentOf(span: Span): string | undefined {
  const context = span.spanContext();
  return isSpanContextValid(context) ? formatTraceparent(context) : undefined;
}

/** Ends a span; with the reason when its work failed. */
export function endSpan(span: Span, failure?: string): void {
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  span.end();
}

/** What an exemplar says: where the trace of an observed value is found. */
export interface Exemplar {
  readonly trace_id: string;
  readonly span_id: string;
}

/** Undefined for a span that nobody records. */
export function exemplarOf({ traceId, spanId, traceFlags }: SpanContext): Exemplar | undefined {
  return (traceFlags & 1) === 1 ? { trace_id: traceId, span_id: spanId } : undefined;
}

function start(
  name: string,
  kind: SpanKind,
  parent: SpanContext | undefined,
  origins: readonly SpanContext[],
  attributes: Attributes,
): Span {
  const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  // Does nothing until a provider is registered, by this program or by a module that Node was told to `--import`.
  return trace
    .getTracer("millrace")
    .startSpan(name, { kind, attributes, links: origins.map((origin) => ({ context: origin })) }, context);
}
