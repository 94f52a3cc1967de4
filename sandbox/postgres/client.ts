import { timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import type { Turns } from "./turns.ts";
import { askForPassword, endsIdle, fatal, type Message, MessageReader, query, welcome } from "./wire.ts";

/** Answers protocol messages of the one session that there is. */
export type Engine = (messages: Uint8Array) => Promise<Uint8Array>;

export interface ClientOptions {
  readonly engine: Engine;
  readonly turns: Turns;
  readonly password: string;
  /** Milliseconds that a client may do nothing in a transaction, which keeps all others waiting. */
  readonly idleInTransactionMs: number;
  /** The engine gave up: nobody can be served any more. */
  readonly failed: (error: Error) => void;
}

const parameters = {
  server_version: "18.0",
  server_encoding: "UTF8",
  client_encoding: "UTF8",
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  integer_datetimes: "on",
  standard_conforming_strings: "on",
};

const CANCEL = 80_877_102;
const TLS = 80_877_103;
const GSS = 80_877_104;

/**
 * One connection. The engine has a single session, so a client has it to itself
 * from its first message until the answer that leaves no transaction open. What
 * is prepared has no name: a name would be everybody's.
 */
export class Client {
  readonly #socket: Socket;
  readonly #options: ClientOptions;
  readonly #reader = new MessageReader();
  /** Messages that wait for the one that asks for an answer. */
  #pending: Buffer[] = [];
  #state: "new" | "asked" | "in" = "new";
  #hasTurn = false;
  #work: Promise<void> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(socket: Socket, options: ClientOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", () => {}); // "close" follows.
    socket.once("close", () => {
      this.#work = this.#work.then(() => this.#rollBack());
    });
  }

  /** Resolves when the engine has nothing of this client's in hand. */
  async close(): Promise<void> {
    this.#socket.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    await this.#work;
  }

  #take(chunk: Buffer): void {
    try {
      this.#reader.add(chunk);
      for (let next = this.#reader.next(); next; next = this.#reader.next()) this.#understand(next);
    } catch (error) {
      this.#refuse("08P01", `protocol violation: ${(error as Error).message}`);
    }
  }

  #understand(message: Message): void {
    if (this.#state === "new") this.#greet(message);
    else if (this.#state === "asked") this.#letIn(message);
    else if (message.type === "X") this.#socket.end();
    else this.#queue(message);
  }

  #queue(message: Message): void {
    this.#pending.push(message.bytes);
    // A query, the end of a series, or a wish to see what has come so far.
    if (!["Q", "S", "H", "F"].includes(message.type)) return;
    const messages = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#work = this.#work.then(() => this.#answer(messages, message.type === "H"));
  }

  #greet({ bytes }: Message): void {
    const asked = bytes.readUInt32BE(4);
    if (asked === TLS || asked === GSS) {
      this.#socket.write("N");
    } else if (asked === CANCEL) {
      this.#socket.end();
    } else if (asked >>> 16 === 3) {
      this.#reader.started();
      this.#state = "asked";
      this.#socket.write(askForPassword);
    } else {
      this.#refuse("08P01", "only version 3 of the protocol is spoken here");
    }
  }

  #letIn({ type, bytes }: Message): void {
    const given = bytes.subarray(5, -1);
    const wanted = Buffer.from(this.#options.password);
    if (type === "p" && given.length === wanted.length && timingSafeEqual(given, wanted)) {
      this.#state = "in";
      this.#socket.write(welcome(parameters));
    } else {
      this.#refuse("28P01", "password authentication failed");
    }
  }

  #refuse(code: string, words: string): void {
    this.#socket.end(fatal(code, words));
  }

  async #answer(messages: Buffer, more: boolean): Promise<void> {
    if (this.#socket.destroyed) return;
    if (!this.#hasTurn) await this.#options.turns.begin();
    this.#hasTurn = true;
    clearTimeout(this.#idle);
    try {
      const answer = await this.#options.engine(messages);
      this.#socket.write(answer);
      if (!more && endsIdle(answer)) this.#endTurn();
      else if (!this.#socket.destroyed) this.#limitIdleness();
    } catch (error) {
      this.#refuse("57P01", `the engine gave up: ${(error as Error).message}`);
      this.#options.failed(error as Error);
    }
  }

  #limitIdleness(): void {
    const { idleInTransactionMs } = this.#options;
    this.#idle = setTimeout(() => {
      this.#refuse("25P03", `nothing came for ${idleInTransactionMs} ms within a transaction`);
    }, idleInTransactionMs);
    this.#idle.unref();
  }

  #endTurn(): void {
    this.#hasTurn = false;
    this.#options.turns.end();
  }

  /** The client has gone, and nobody will end its transaction. */
  async #rollBack(): Promise<void> {
    clearTimeout(this.#idle);
    if (!this.#hasTurn) return;
    try {
      await this.#options.engine(query("rollback"));
    } catch (error) {
      this.#options.failed(error as Error);
    }
    this.#endTurn();
  }
}
