import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { People, PersonRow } from "../../apps/consumer/results.ts";
import { request } from "../dead-letters/api.ts";

export interface OneRecordProps {
  /** Base URL. */
  readonly producer: string;
  /** Base URLs of every instance of the group, because those that keep nothing know what they have read themselves. */
  readonly consumers: readonly string[];
  /** For a producer that asks for one. */
  readonly token?: string;
  readonly seconds: number;
}

/** The same each time, so that all smoke tests together leave one row. */
const name = "smoke test";

/**
 * Sends one record and waits until an instance has it, word by word.
 *
 * @returns the seconds from one to the other
 * @throws Error when it is not taken, or not there in time
 */
export async function oneRecord({ producer, consumers, token, seconds }: OneRecordProps): Promise<number> {
  const comment = randomUUID();
  const start = performance.now();
  await request(`${producer}/records`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ name, age: 42, comment }),
  });
  const elapsed = () => (performance.now() - start) / 1000;
  for (;;) {
    const rows = await Promise.all(consumers.map(rowOf));
    if (rows.some((row) => row?.comment === comment && row.age === 42)) return elapsed();
    if (elapsed() > seconds) {
      const latest = rows
        .flatMap((row) => row?.changed ?? [])
        .sort()
        .at(-1);
      throw new Error(
        `consumer: must have the record that was sent within ${seconds} s, got ${latest ? `one of ${latest}` : "none"} in ${consumers.length} instance${consumers.length === 1 ? "" : "s"}. Look at the consumer's lag and its dead letters.`,
      );
    }
    await sleep(250);
  }
}

async function rowOf(consumer: string): Promise<PersonRow | undefined> {
  const { people } = (await (await request(`${consumer}/api/people`)).json()) as People;
  return people.find((person) => person.name === name);
}
