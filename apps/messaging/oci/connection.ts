import type { Logger } from "pino";
import { isFinal, isThrottled, meansElsewhere, messageOf, RefusedError } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";
import type { SecretWatch } from "./secrets.ts";
import { StreamApi, type StreamDetails } from "./stream-api.ts";

/** Milliseconds between two questions whether a stream that failed is back. */
const askEveryMs = 1_000;

/** The stream that the secret names at the moment, and whether it answers. */
export class Connection {
  readonly #http: HttpClient;
  readonly #log: Logger;
  #api: StreamApi;
  #connected = true;
  #asking: NodeJS.Timeout | undefined;
  #closed = false;
  /** Why it is not connected. */
  reason = "";
  watch: Pick<SecretWatch, "lookNow"> | undefined;

  constructor(http: HttpClient, details: StreamDetails, log: Logger) {
    this.#http = http;
    this.#log = log;
    this.#api = new StreamApi(http, details);
  }

  /** Another object after the secret has rotated; the old one keeps working for what is in hand. */
  get api(): StreamApi {
    return this.#api;
  }

  get connected(): boolean {
    return this.#connected;
  }

  rotated(details: StreamDetails): void {
    const { streamMessagesEndpoint, streamOCID } = this.#api.details;
    if (details.streamOCID === streamOCID && details.streamMessagesEndpoint === streamMessagesEndpoint)
      return;
    this.#api = new StreamApi(this.#http, details);
    this.#log.info({ from: streamOCID, to: details.streamOCID }, "the secret names another stream");
  }

  /**
   * Asks whether the stream can be used by way of requests that change nothing:
   * a put of no records, for who may only push, and a cursor, for who may only
   * pull. Whoever may do neither gets the same 404 as for a stream that is gone.
   */
  async probe(api: StreamApi): Promise<boolean> {
    let failure: unknown;
    for (const ask of [() => api.put([]), () => api.createCursor("0", { type: "LATEST" })]) {
      try {
        await ask();
        this.succeeded();
        return true;
      } catch (error) {
        if (isFinal(error) || isThrottled(error)) {
          this.succeeded();
          return true;
        }
        failure = error;
        if (!(error instanceof RefusedError && error.status === 404)) break;
      }
    }
    this.failed(failure);
    return false;
  }

  /** For who has nothing else to ask of the stream at the moment. */
  askUntilConnected(): void {
    if (this.#connected || this.#closed || this.#asking) return;
    this.#asking = setTimeout(async () => {
      await this.probe(this.#api);
      this.#asking = undefined;
      this.askUntilConnected();
    }, askEveryMs);
    this.#asking.unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#asking);
  }

  succeeded(): void {
    if (!this.#connected) this.#log.info("the stream answers again");
    this.#connected = true;
  }

  /** Being throttled is not being disconnected: the caller does not report it. */
  failed(error: unknown): void {
    if (this.#connected)
      this.#log.warn({ reason: messageOf(error) }, "the stream does not answer, or refuses");
    this.#connected = false;
    this.reason = messageOf(error);
    if (meansElsewhere(error)) this.watch?.lookNow();
  }
}
