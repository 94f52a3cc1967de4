import { randomBytes } from "node:crypto";
import {
  type Attributes,
  type Context,
  context as contexts,
  isSpanContextValid,
  type Span,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { Logger } from "pino";
import type { TraceExport } from "../telemetry-config.ts";
import { type EndedSpan, OtlpSpan } from "./otlp-span.ts";

/** What describes the program in every trace, such as `service.name`. */
export type Resource = Readonly<Record<string, string>>;

const everyMs = 5_000;
const requestMs = 5_000;
/** Spans in one request. */
const batchSpans = 512;
/** Spans kept while the receiver is away; the oldest are dropped, because traces must not cost a record. */
const mostSpans = 2_048;

/**
 * Records spans and sends them as OTLP over HTTP with JSON, which every collector takes on port 4318
 * (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request). For anything more there are OpenTelemetry's own
 * packages: a module that registers them, named in `NODE_OPTIONS=--import`, takes this one's place.
 */
export class OtlpExport implements Tracer {
  readonly #config: TraceExport;
  readonly #resource: Resource;
  readonly #log: Logger;
  readonly #timer = setInterval(() => void this.#flush(), everyMs).unref();
  #spans: EndedSpan[] = [];
  #dropped = 0;
  #failing = false;
  #sending: Promise<void> = Promise.resolve();

  private constructor(config: TraceExport, resource: Resource, log: Logger) {
    this.#config = config;
    this.#resource = resource;
    this.#log = log;
  }

  /** Undefined when a provider is registered already. */
  static start(config: TraceExport, resource: Resource, log: Logger): OtlpExport | undefined {
    const exporter = new OtlpExport(config, resource, log);
    if (trace.setGlobalTracerProvider({ getTracer: () => exporter })) return exporter;
    clearInterval(exporter.#timer);
    return undefined;
  }

  startSpan(name: string, options: SpanOptions = {}, context: Context = contexts.active()): Span {
    const parent = options.root ? undefined : trace.getSpanContext(context);
    const known = parent && isSpanContextValid(parent) ? parent : undefined;
    const sampled = known
      ? (known.traceFlags & TraceFlags.SAMPLED) !== 0
      : Math.random() < this.#config.share;
    const own = {
      traceId: known?.traceId ?? randomBytes(16).toString("hex"),
      spanId: randomBytes(8).toString("hex"),
      traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    };
    if (!sampled) return trace.wrapSpanContext(own);
    return new OtlpSpan(name, options, own, known?.spanId, (span) => this.#keep(span));
  }

  /** The span is not made active: nothing here asks for the active one. */
  startActiveSpan<T>(name: string, ...rest: readonly unknown[]): T {
    const work = rest.at(-1) as (span: Span) => T;
    const [options, context] = rest.slice(0, -1) as [SpanOptions?, Context?];
    return work(this.startSpan(name, options, context));
  }

  /** Sends what is left; resolves within about five seconds. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flush();
  }

  #keep(span: EndedSpan): void {
    this.#spans.push(span);
    if (this.#spans.length > mostSpans) {
      this.#spans.shift();
      this.#dropped += 1;
    }
    if (this.#spans.length === batchSpans) void this.#flush();
  }

  #flush(): Promise<void> {
    this.#sending = this.#sending.then(async () => {
      while (this.#spans.length > 0) {
        const batch = this.#spans.slice(0, batchSpans);
        if (!(await this.#send(batch))) return;
        const sent = new Set(batch);
        this.#spans = this.#spans.filter((span) => !sent.has(span));
      }
    });
    return this.#sending;
  }

  async #send(spans: readonly EndedSpan[]): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#config.endpoint}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json", ...this.#config.headers },
        body: JSON.stringify(requestOf(spans, this.#resource)),
        signal: AbortSignal.timeout(requestMs),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the receiver answered ${answer.status}`);
    } catch (error) {
      const { message, cause } = error as Error & { readonly cause?: Error };
      // fetch itself says no more than "fetch failed".
      const reason = cause?.message ?? message;
      if (!this.#failing) this.#log.warn({ reason }, "traces cannot be sent");
      this.#failing = true;
      return false;
    }
    if (this.#failing) this.#log.info({ dropped: this.#dropped }, "traces are sent again");
    this.#failing = false;
    this.#dropped = 0;
    return true;
  }
}

/** The body, see https://github.com/open-telemetry/opentelemetry-proto/blob/v1.3.2/examples/trace.json */
function requestOf(spans: readonly EndedSpan[], resource: Resource): unknown {
  const scopeSpans = [{ scope: { name: "millrace" }, spans: spans.map(spanOf) }];
  return { resourceSpans: [{ resource: { attributes: attributesOf(resource) }, scopeSpans }] };
}

function spanOf(span: EndedSpan): unknown {
  const { traceId, spanId } = span.context;
  return {
    traceId,
    spanId,
    ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
    name: span.name,
    // The protocol counts from 1, the interface from 0.
    kind: span.kind + 1,
    startTimeUnixNano: String(span.startNanos),
    endTimeUnixNano: String(span.endNanos),
    attributes: attributesOf(span.attributes),
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
    status: span.status,
  };
}

function attributesOf(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: String(value) },
  }));
}
