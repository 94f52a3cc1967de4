import type { ServerResponse } from "node:http";
import { HttpProblem } from "./answer.ts";
import type { Handler } from "./server.ts";

export interface EventsOptions {
  /** Name of the only event. */
  readonly event: string;
  /** What a client sees: asked for only when one is there to see it, and not again before it has answered. */
  readonly state: () => unknown;
  /** Least time between two events, in milliseconds. @default 250 */
  readonly everyMs?: number;
  /** Time between two comments that keep proxies from closing an idle connection, in milliseconds. @default 15000 */
  readonly heartbeatMs?: number;
  /** Clients at a time; one more gets 503. @default 100 */
  readonly maxClients?: number;
}

interface Client {
  readonly response: ServerResponse;
  /** Heartbeats in a row that found the last write still unread. */
  silent: number;
}

/** Heartbeats that a client may leave unread before it is taken for dead. */
const MAX_SILENT = 2;

/**
 * Server-sent events that always carry the whole state. A client that reads
 * slowly misses states in between and holds at most one of them in memory.
 */
export class EventFeed {
  readonly #options: Required<EventsOptions>;
  readonly #clients = new Set<Client>();
  readonly #heartbeat: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #lastSent = 0;
  /** A state is being asked for; and whether it has changed meanwhile. */
  #asking = false;
  #changedMeanwhile = false;
  #closed = false;

  constructor(options: EventsOptions) {
    this.#options = { everyMs: 250, heartbeatMs: 15_000, maxClients: 100, ...options };
    this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeatMs);
    this.#heartbeat.unref();
  }

  readonly handler: Handler = () => {
    if (this.#closed || this.#clients.size >= this.#options.maxClients) {
      throw new HttpProblem({
        status: 503,
        title: "Service Unavailable",
        detail: this.#closed
          ? "The program is stopping."
          : `${this.#options.maxClients} clients are listening already. Close one of them.`,
        headers: { "retry-after": "5" },
      });
    }
    return {
      status: 200,
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
      stream: (response) => this.#add(response),
    };
  };

  /** Call it as often as anything changes; it costs next to nothing. */
  changed(): void {
    this.#changedMeanwhile = this.#asking;
    if (this.#clients.size === 0 || this.#timer || this.#asking || this.#closed) return;
    const wait = Math.max(0, this.#lastSent + this.#options.everyMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#broadcast();
    }, wait);
  }

  /** Ends every client's stream. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#timer);
    for (const { response } of this.#clients) response.end();
  }

  #add(response: ServerResponse): void {
    if (this.#closed) {
      response.end();
      return;
    }
    const client: Client = { response, silent: 0 };
    this.#clients.add(client);
    response.once("close", () => this.#clients.delete(client));
    response.on("drain", () => {
      client.silent = 0;
      this.changed();
    });
    response.flushHeaders();
    void this.#frame().then((frame) => this.#write(client, frame));
  }

  async #broadcast(): Promise<void> {
    const isReady = ({ response }: Client) => !response.writableNeedDrain;
    this.#lastSent = performance.now();
    if (![...this.#clients].some(isReady)) return;
    this.#asking = true;
    const frame = await this.#frame();
    this.#asking = false;
    for (const client of this.#clients) if (isReady(client)) this.#write(client, frame);
    if (this.#changedMeanwhile) this.changed();
  }

  #write({ response }: Client, frame: string): void {
    if (!this.#closed && !response.destroyed) response.write(frame);
  }

  async #frame(): Promise<string> {
    return `event: ${this.#options.event}\ndata: ${JSON.stringify(await this.#options.state())}\n\n`;
  }

  #beat(): void {
    for (const client of this.#clients) {
      if (!client.response.writableNeedDrain) client.response.write(": still here\n\n");
      else if (++client.silent > MAX_SILENT) client.response.destroy();
    }
  }
}
