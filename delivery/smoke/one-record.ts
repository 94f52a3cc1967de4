import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { People } from "../../apps/consumer/results.ts";
import { request } from "../dead-letters/api.ts";

export interface OneRecordProps {
  /** Base URLs. */
  readonly producer: string;
  readonly consumer: string;
  /** For a producer that asks for one. */
  readonly token?: string;
  readonly seconds: number;
}

/** The same each time, so that all smoke tests together leave one row. */
const name = "smoke test";

/**
 * Sends one record and waits until it has arrived, word by word.
 *
 * @returns the seconds from one to the other
 * @throws Error when it is not taken, or not there in time
 */
export async function oneRecord({ producer, consumer, token, seconds }: OneRecordProps): Promise<number> {
  const comment = randomUUID();
  const start = performance.now();
  await request(`${producer}/records`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ name, age: 42, comment }),
  });
  const elapsed = () => (performance.now() - start) / 1000;
  for (;;) {
    // Instances that keep nothing show what they have read themselves: sooner or later the right one answers.
    const { people } = (await (await request(`${consumer}/api/people`)).json()) as People;
    const row = people.find((person) => person.name === name);
    if (row?.comment === comment && row.age === 42) return elapsed();
    if (elapsed() > seconds) {
      throw new Error(
        `${consumer}: must have the record that was sent within ${seconds} s, got ${row ? `one of ${row.changed}` : "none"}. Look at the consumer's lag and its dead letters.`,
      );
    }
    await sleep(250);
  }
}
