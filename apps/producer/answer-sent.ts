import { type Answer, HttpProblem, json } from "../messaging/http/answer.ts";
import type { RecordEvent } from "../messaging/records/cloud-event.ts";
import type { SendResult } from "../messaging/transport.ts";
import { NotSendable, type Sender } from "./sender.ts";

/**
 * Sends and resolves when the stream has acknowledged every event.
 *
 * @throws {HttpProblem} 503 when nothing was sent, 502 when the stream did not
 * take all; it names each event that is not, or may not be, in the stream.
 */
export async function sendAll(
  sender: Sender,
  events: readonly RecordEvent[],
): Promise<readonly SendResult[]> {
  let results: readonly SendResult[];
  try {
    results = await sender.send(events);
  } catch (error) {
    if (!(error instanceof NotSendable)) throw error;
    throw new HttpProblem({
      status: 503,
      title: "Service Unavailable",
      detail: `${error.message} Nothing was sent. Send all again later.`,
      headers: { "retry-after": "1" },
      members: { acknowledged: 0 },
    });
  }
  const failed = events.flatMap(({ id }, index) => {
    const result = results[index];
    if (!result || result.status === "acknowledged") return [];
    return [{ index, id, status: result.status, reason: result.reason }];
  });
  if (failed.length === 0) return results;
  const withStatus = (wanted: SendResult["status"]) =>
    failed.filter(({ status }) => status === wanted).map(({ index, id, reason }) => ({ index, id, reason }));
  throw new HttpProblem({
    status: 502,
    title: "Bad Gateway",
    detail:
      `The stream acknowledged ${events.length - failed.length} of ${events.length} records. Send the refused ` +
      "ones again; an unknown one may be in the stream already, so repeat it with the same source and id.",
    members: {
      acknowledged: events.length - failed.length,
      refused: withStatus("refused"),
      unknown: withStatus("unknown"),
    },
  });
}

export function answerAccepted(events: readonly RecordEvent[], results: readonly SendResult[]): Answer {
  const records = events.map(({ id, source }, index) => {
    const result = results[index];
    return { id, source, ...(result?.status === "acknowledged" ? result.position : {}) };
  });
  return json(202, { acknowledged: events.length, records });
}
