import { randomUUID } from "node:crypto";
import type { RecordKind } from "../messaging/config.ts";
import type { Answer } from "../messaging/http/answer.ts";
import { announcedBytes, type JsonBody, readJson } from "../messaging/http/body.ts";
import type { HttpRequest } from "../messaging/http/server.ts";
import type { RecordEvent } from "../messaging/records/cloud-event.ts";
import { parseTraceparent } from "../messaging/tracing/trace-context.ts";
import { answerDelivery, explainNotSent } from "./answer-sent.ts";
import { Delivery } from "./delivery.ts";
import { type KeyedRequest, KnownRequests, keyedRequest, keyedSource } from "./idempotency.ts";
import { acceptedTypes, readRecords } from "./read-records.ts";
import type { Sender } from "./sender.ts";

export interface RecordRequestsProps {
  readonly sender: Sender;
  readonly kinds: readonly RecordKind[];
  /** CloudEvents source of records that come without envelope and key. */
  readonly source: string;
  /** Time limit of a request. */
  readonly seconds: number;
}

/** What `POST /records` does, from the room that a body needs to the answer. */
export class RecordRequests {
  readonly #props: RecordRequestsProps;
  readonly #known: KnownRequests;

  constructor(props: RecordRequestsProps) {
    this.#props = props;
    this.#known = new KnownRequests(props.sender.budget.limits.records);
  }

  /** @throws {HttpProblem} for everything but 202 */
  async answer(request: HttpRequest, caller: string): Promise<Answer> {
    const body = await this.#readBody(request);
    const keyed = keyedRequest(request, body.bytes, caller);
    const delivery = this.#deliver(request, body, keyed);
    // From here on it makes no difference whether the client is still there.
    return answerDelivery(delivery, this.#props.seconds);
  }

  async sendAll(events: readonly RecordEvent[]): Promise<Answer> {
    return answerDelivery(
      this.#orExplain(() => new Delivery(this.#props.sender, events)),
      this.#props.seconds,
    );
  }

  /** A body that is being read needs room, too: ten thousand clients may send one at a time. */
  async #readBody({ message }: HttpRequest): Promise<JsonBody> {
    const { budget } = this.#props.sender;
    const room = { bytes: announcedBytes(message), records: 1 };
    this.#orExplain(() => budget.take(room));
    try {
      return await readJson(message, acceptedTypes);
    } finally {
      budget.giveBack(room);
    }
  }

  #deliver(request: HttpRequest, body: JsonBody, keyed: KeyedRequest | undefined): Delivery {
    const { sender, kinds, source } = this.#props;
    const before = keyed && this.#known.find(keyed);
    if (before && (before.isOpen || before.isComplete)) return before;
    const events = readRecords(request, body, {
      kinds,
      source: keyed ? keyedSource : source,
      idPrefix: keyed?.idPrefix ?? randomUUID(),
    });
    return this.#orExplain(() => {
      // The rest of what was not taken the first time.
      before?.repeat(events);
      const parent = parseTraceparent(request.message.headers.traceparent);
      const delivery = before ?? new Delivery(sender, events, parent);
      if (keyed && !before) this.#known.add(keyed, delivery);
      return delivery;
    });
  }

  #orExplain<T>(attempt: () => T): T {
    try {
      return attempt();
    } catch (error) {
      throw explainNotSent(error, this.#props.sender);
    }
  }
}
