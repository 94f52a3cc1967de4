import { reasonOf } from "../messaging/database/reason.ts";
import { shorten } from "../messaging/records/shorten.ts";
import type { LateResults } from "./late-results.ts";
import {
  type DeadLetter,
  type DeadLetterPage,
  type People,
  type Ratings,
  SHOWN_BYTES,
  type Totals,
} from "./results.ts";

const VOICES = 100;
const PEOPLE = 1000;
const PEOPLE_IN_EVENT = 50;
const DEAD_LETTERS_IN_EVENT = 20;

/** A dead letter as JSON has it. */
export interface ShownLetter extends Omit<DeadLetter, "value" | "resent"> {
  /** The beginning of what was received. */
  readonly value: string;
  readonly encoding: "utf8" | "base64";
  readonly resent: DeadLetter["resent"] | null;
}

export interface ShownLetters {
  readonly total: number;
  /** Not sent again. */
  readonly waiting: number;
  readonly deadLetters: readonly ShownLetter[];
  /** The `before` of the next page; null on the last one. */
  readonly next: string | null;
}

/** What a page shows at once. */
export interface State {
  readonly totals: Totals;
  readonly ratings: Ratings;
  readonly people: People;
  readonly deadLetters: ShownLetters;
  /** Why the rest is as it was before; null when it is not. */
  readonly trouble: string | null;
}

/** The results in the words of the API. */
export class Views {
  readonly #results: LateResults;
  #state: Omit<State, "trouble"> = {
    totals: { consumed: 0, duplicates: 0, deadLetters: 0 },
    ratings: { battles: 0, total: 0, voices: [] },
    people: { total: 0, people: [] },
    deadLetters: { total: 0, waiting: 0, deadLetters: [], next: null },
  };

  constructor(results: LateResults) {
    this.#results = results;
  }

  ratings(): Promise<Ratings> {
    return this.#results.current.ratings(VOICES);
  }

  people(): Promise<People> {
    return this.#results.current.people(PEOPLE);
  }

  async deadLetters(count: number, before?: string): Promise<ShownLetters> {
    return shownLetters(await this.#results.current.deadLetters(count, before), count);
  }

  /** Never rejects: while nothing can be read it is the state that was read last. */
  async state(): Promise<State> {
    try {
      const { current } = this.#results;
      const [totals, ratings, { total, people }, deadLetters] = await Promise.all([
        current.totals(),
        this.ratings(),
        current.people(PEOPLE_IN_EVENT),
        this.deadLetters(DEAD_LETTERS_IN_EVENT),
      ]);
      this.#state = { totals, ratings, people: { total, people: people.map(shorten) }, deadLetters };
      return { ...this.#state, trouble: null };
    } catch (error) {
      return { ...this.#state, trouble: reasonOf(error) };
    }
  }
}

export function shownLetter({ value, resent, ...letter }: DeadLetter): ShownLetter {
  return { ...letter, ...show(value, letter.bytes), resent: resent ?? null };
}

function shownLetters({ total, waiting, letters }: DeadLetterPage, count: number): ShownLetters {
  const next = letters.length < count ? null : (letters.at(-1)?.id ?? null);
  return { total, waiting, deadLetters: letters.map(shownLetter), next };
}

function show(value: Buffer, bytes: number): Pick<ShownLetter, "value" | "encoding"> {
  const kept = value.subarray(0, SHOWN_BYTES);
  try {
    // `stream` leaves out a character that the cut halved, instead of taking it for a fault.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(kept, { stream: kept.length < bytes });
    return { value: text, encoding: "utf8" };
  } catch {
    return { value: kept.toString("base64"), encoding: "base64" };
  }
}
