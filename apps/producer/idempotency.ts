import { createHash } from "node:crypto";
import { HttpProblem } from "../messaging/http/answer.ts";
import type { HttpRequest } from "../messaging/http/server.ts";
import type { Delivery } from "./delivery.ts";
import { badRequest } from "./read-records.ts";

/** How long a request is recognised, after it began. */
const WINDOW_MS = 10 * 60_000;

/** The source of records whose ids come from a key: the same for every producer, whichever pod is asked again. */
export const keyedSource = "/millrace/producer";

export interface KeyedRequest {
  readonly key: string;
  /** Of everything that decides which records the request stands for. */
  readonly fingerprint: string;
  /** For the ids of its records. The same request gets the same ids from any producer, at any time. */
  readonly idPrefix: string;
}

/**
 * What a request is recognised by; undefined when it has no Idempotency-Key.
 *
 * @param caller whose key it is: another's is another key
 * @throws {HttpProblem} 400 for a key that is none
 */
export function keyedRequest(
  { message, query }: HttpRequest,
  body: Buffer,
  caller: string,
): KeyedRequest | undefined {
  const header = message.headers["idempotency-key"];
  if (header === undefined) return undefined;
  // https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header: a text in quotes. Most leave them out.
  const [, quoted, bare] =
    /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/.exec(String(header)) ?? [];
  const text = quoted ?? bare;
  if (text === undefined) {
    throw badRequest("Idempotency-Key must be 1 to 255 printable ASCII characters. Use a UUID.");
  }
  const fingerprint = hash(message.headers["content-type"] ?? "", query.get("kind") ?? "", body);
  return {
    key: hash(caller, text),
    fingerprint,
    // The body, too: a key that is used for another body after it was forgotten must not make its records duplicates.
    idPrefix: hash(caller, text, fingerprint).slice(0, 22),
  };
}

function hash(...parts: readonly (string | Buffer)[]): string {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(`${part.length}:`).update(part);
  return sum.digest("base64url");
}

/** The deliveries of the last ten minutes that have a key, so that a repeated request finds its first one. */
export class KnownRequests {
  readonly #mostRecords: number;
  readonly #now: () => number;
  /** Oldest first. */
  readonly #known = new Map<
    string,
    { readonly fingerprint: string; readonly delivery: Delivery; readonly at: number }
  >();
  #records = 0;

  /** @param mostRecords that are remembered beside those in hand */
  constructor(mostRecords: number, now: () => number = () => performance.now()) {
    this.#mostRecords = mostRecords;
    this.#now = now;
  }

  /** @throws {HttpProblem} 422 when the key came with another body */
  find({ key, fingerprint }: KeyedRequest): Delivery | undefined {
    this.#forget();
    const known = this.#known.get(key);
    if (!known || known.fingerprint === fingerprint) return known?.delivery;
    throw new HttpProblem({
      status: 422,
      title: "Unprocessable Content",
      detail:
        "This Idempotency-Key came with another body or content-type before. Use a new key for a new request.",
      members: { acknowledged: 0 },
    });
  }

  add({ key, fingerprint }: KeyedRequest, delivery: Delivery): void {
    this.#known.set(key, { fingerprint, delivery, at: this.#now() });
    this.#records += delivery.records;
    this.#forget();
  }

  /** What is still open is never forgotten: the budget bounds it. */
  #forget(): void {
    for (const [key, { delivery, at }] of this.#known) {
      const old = this.#now() - at > WINDOW_MS;
      if (!old && this.#records <= this.#mostRecords) return;
      if (delivery.isOpen) continue;
      this.#known.delete(key);
      this.#records -= delivery.records;
    }
  }
}
