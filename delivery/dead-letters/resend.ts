import { encodeEvent } from "../../apps/messaging/records/cloud-event.ts";
import { decodeRecord } from "../../apps/messaging/records/decode.ts";
import { deadLetter, originalOf, request } from "./api.ts";

export interface ResendOptions {
  /** Base URL of the consumer that has the letter. */
  readonly consumer: string;
  /** Base URL of a producer that sends to the letter's stream. */
  readonly producer: string;
  /** For a producer that asks for one. */
  readonly token?: string;
  readonly id: string;
  /** What takes the place of the original. @default the original, which a newer consumer may understand */
  readonly mended?: Buffer;
}

/**
 * Sends a dead letter by way of the producer, like any record, and notes that at the consumer. It keeps its own source
 * and id, or gets those of its position: if this is interrupted and repeated, the consumer recognises the second one.
 *
 * @returns a sentence that says what was done
 * @throws Error when the record is not mended, or when producer or consumer do not take it
 */
export async function resend({ consumer, producer, token, id, mended }: ResendOptions): Promise<string> {
  const letter = await deadLetter(consumer, id);
  if (letter.resent) {
    const { at, source, id: as } = letter.resent;
    return `Dead letter ${id} was sent again at ${at}, as ${as} of ${source}.`;
  }
  const decoded = decodeRecord(mended ?? (await originalOf(consumer, id)));
  if ("reason" in decoded) {
    throw new Error(
      `dead letter ${id}: the record must be mended before it is sent again: ${decoded.reason}. ` +
        `Save it with \`npm run --silent dead-letters -- show ${id} --original > record.json\`, mend it, and add --file record.json.`,
    );
  }
  const { record, time } = decoded.value;
  const { stream, partition, offset } = letter;
  const { identity = { source: `/dead-letters/${stream}/${partition}`, id: offset } } = decoded.value;
  await request(`${producer}/records`, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents+json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: encodeEvent({ ...identity, time, record, extensions: {} }),
  });
  await request(`${consumer}/api/dead-letter/resent?id=${id}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(identity),
  });
  return `Dead letter ${id} is sent again, as ${identity.id} of ${identity.source}.`;
}
