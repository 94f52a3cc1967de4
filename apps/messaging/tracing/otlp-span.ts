import type {
  Attributes,
  Link,
  Span,
  SpanContext,
  SpanKind,
  SpanOptions,
  SpanStatus,
  TimeInput,
} from "@opentelemetry/api";
import { SpanKind as kinds, SpanStatusCode } from "@opentelemetry/api";

/** What is known of a span when it has ended; times are nanoseconds since the epoch. */
export interface EndedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parentSpanId: string | undefined;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
  readonly status: SpanStatus;
}

/** A span that is recorded, and handed over when it ends. Events within it are not kept: these programs make none. */
export class OtlpSpan implements Span {
  readonly #context: SpanContext;
  readonly #parentSpanId: string | undefined;
  readonly #kind: SpanKind;
  readonly #startNanos = nowNanos();
  readonly #attributes: Attributes;
  readonly #links: Link[];
  readonly #ended: (span: EndedSpan) => void;
  #name: string;
  #status: SpanStatus = { code: SpanStatusCode.UNSET };
  #open = true;

  constructor(
    name: string,
    { kind = kinds.INTERNAL, attributes = {}, links = [] }: SpanOptions,
    context: SpanContext,
    parentSpanId: string | undefined,
    ended: (span: EndedSpan) => void,
  ) {
    this.#name = name;
    this.#kind = kind;
    this.#attributes = { ...attributes };
    this.#links = [...links];
    this.#context = context;
    this.#parentSpanId = parentSpanId;
    this.#ended = ended;
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return this.#open;
  }

  setAttribute(key: string, value: Attributes[string]): this {
    this.#attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.#attributes, attributes);
    return this;
  }

  addEvent(): this {
    return this;
  }

  recordException(): void {}

  addLink(link: Link): this {
    this.#links.push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.#links.push(...links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.#status = status;
    return this;
  }

  updateName(name: string): this {
    this.#name = name;
    return this;
  }

  /** Ends now, whatever time is given. */
  end(_time?: TimeInput): void {
    if (!this.#open) return;
    this.#open = false;
    this.#ended({
      name: this.#name,
      kind: this.#kind,
      context: this.#context,
      parentSpanId: this.#parentSpanId,
      startNanos: this.#startNanos,
      endNanos: nowNanos(),
      attributes: this.#attributes,
      links: this.#links,
      status: this.#status,
    });
  }
}

function nowNanos(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
}
