import { cursorExpired, cursorInvalid } from "./errors.ts";

/** Where an individual consumer reads next in one partition. */
export interface PartitionCursor {
  readonly kind: "partition";
  readonly stream: string;
  readonly partition: number;
  readonly position: number;
}

/** How far an instance of a group has read; the reservation proves that the partition is still its own. */
export interface ReadPosition {
  readonly partition: number;
  readonly position: number;
  readonly reservation: number;
}

export interface GroupCursor {
  readonly kind: "group";
  readonly stream: string;
  readonly group: string;
  readonly instance: string;
  readonly timeoutInMs: number;
  readonly commitOnGet: boolean;
  /** Empty until the first get. A commit stores these. */
  readonly read: readonly ReadPosition[];
}

export type Cursor = PartitionCursor | GroupCursor;

/** Documented: five minutes after the service handed it out. */
export const defaultCursorLifetimeMs = 5 * 60_000;

/**
 * Turns cursors into the text that clients carry around, and back. All state is
 * in the text, so a cursor costs the sandbox nothing while nobody uses it.
 */
export class CursorCodec {
  readonly #lifetimeMs: number;
  readonly #clock: () => number;
  #issued = 0;

  constructor(lifetimeMs: number, clock: () => number) {
    this.#lifetimeMs = lifetimeMs;
    this.#clock = clock;
  }

  /** How many cursors were handed out so far. */
  get issued(): number {
    return this.#issued;
  }

  /** base64url, because the SDK puts cursors into the query without escaping them. */
  encode(cursor: Cursor): string {
    this.#issued += 1;
    return Buffer.from(JSON.stringify([this.#issued, this.#clock(), cursor])).toString("base64url");
  }

  /** Also tells the cursor's number. Throws the service's 400 for a cursor that is expired or no cursor. */
  decode(text: string | null): { readonly cursor: Cursor; readonly number: number } {
    const [number, issuedAt, cursor] = parse(text ?? "");
    if (this.#clock() - issuedAt > this.#lifetimeMs) throw cursorExpired();
    return { cursor, number };
  }
}

function parse(text: string): [number, number, Cursor] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (Array.isArray(parsed) && parsed.length === 3 && typeof parsed[2]?.stream === "string") {
      return parsed as [number, number, Cursor];
    }
  } catch {
    // Not one of ours: refused below, like every other text.
  }
  throw cursorInvalid();
}
