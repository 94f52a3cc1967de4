/**
 * The little of PostgreSQL's frontend/backend protocol (version 3.0) that a server in front of an engine has to know
 * itself: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

/** A message of a client: its type, such as `Q`, and all of its bytes. */
export interface Message {
  readonly type: string;
  readonly bytes: Buffer;
}

/** A batch of the largest records in hexadecimal has a few megabytes. */
const LONGEST = 256 * 1024 * 1024;

/** Cuts what a client sends into messages. The first has no type byte: it asks for TLS, or says who comes. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #started = false;

  /** The following messages have a type. */
  started(): void {
    this.#started = true;
  }

  /** @throws Error for a length that no message has */
  add(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
  }

  /** The next whole message; undefined until more comes. */
  next(): Message | undefined {
    const head = this.#started ? 1 : 0;
    if (this.#rest.length < head + 4) return undefined;
    const length = head + this.#rest.readUInt32BE(head);
    if (length < head + 4 || length > LONGEST) throw new Error(`a message of ${length} bytes`);
    if (this.#rest.length < length) return undefined;
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return { type: head === 0 ? "" : String.fromCharCode(bytes[0] ?? 0), bytes };
  }
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5, type);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const text = (value: string) => Buffer.from(`${value}\0`);

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export const askForPassword = message("R", int32(3));

/** What a client is told once it is in: nothing can be cancelled, so the key means nothing. */
export function welcome(parameters: Readonly<Record<string, string>>): Buffer {
  const told = Object.entries(parameters).map(([name, value]) => message("S", text(name), text(value)));
  return Buffer.concat([
    message("R", int32(0)),
    ...told,
    message("K", int32(0), int32(0)),
    message("Z", text("I").subarray(0, 1)),
  ]);
}

/** An error after which the connection ends. */
export function fatal(code: string, words: string): Buffer {
  const fields = { S: "FATAL", V: "FATAL", C: code, M: words };
  return message("E", ...Object.entries(fields).map(([name, value]) => text(name + value)), Buffer.alloc(1));
}

export const query = (sql: string) => message("Q", text(sql));

/** Whether an answer ends with ReadyForQuery outside of a transaction: `Z`, a length of 5, `I`. */
export function endsIdle(answer: Uint8Array): boolean {
  const [type, , , , length, status] = answer.subarray(-6);
  return type === 0x5a && length === 5 && status === 0x49;
}
