import { type Answer, HttpProblem, json } from "../messaging/http/answer.ts";
import { TurnedAway } from "./budget.ts";
import type { Delivery, RecordFate } from "./delivery.ts";
import { NotConnected, type Sender } from "./sender.ts";

/**
 * Waits until every fate is known, or the time is over, and says what became of the records.
 *
 * @throws {HttpProblem} 502 when the stream did not take all of them, 504 when some fates
 * are still open; both name the fate of every record.
 */
export async function answerDelivery(delivery: Delivery, seconds: number): Promise<Answer> {
  await delivery.settledWithin(seconds * 1000);
  const { fates } = delivery;
  if (!delivery.isOpen && delivery.isComplete) {
    const records = fates.map(({ id, source, result }) => ({
      id,
      source,
      ...(result?.status === "acknowledged" ? result.position : {}),
    }));
    return json(202, { acknowledged: fates.length, records });
  }
  const acknowledged = fates.filter(({ result }) => result?.status === "acknowledged").length;
  const known = `The stream acknowledged ${acknowledged} of ${fates.length} records`;
  const members = { acknowledged, results: fates.map(fateOf) };
  if (delivery.isOpen) {
    throw new HttpProblem({
      status: 504,
      title: "Gateway Timeout",
      detail:
        `${known} in ${seconds} s and may still take the unknown ones. Repeat the request with its ` +
        "Idempotency-Key to learn more, or send them again with the same source and id.",
      members,
    });
  }
  throw new HttpProblem({
    status: 502,
    title: "Bad Gateway",
    detail:
      `${known}. Send the refused ones again; an unknown one may be in the stream already, ` +
      "so repeat it with the same source and id.",
    members,
  });
}

function fateOf({ id, source, result }: RecordFate, index: number): object {
  if (!result) {
    return { index, id, source, status: "unknown", reason: "no answer yet; it is still being delivered" };
  }
  const { status } = result;
  const more = status === "acknowledged" ? result.position : { reason: result.reason };
  return { index, id, source, status, ...more };
}

/** 429 when the stream is slower than the clients, 503 when it is away; any other error stays as it is. */
export function explainNotSent(error: unknown, sender: Sender): unknown {
  if (!(error instanceof TurnedAway || error instanceof NotConnected)) return error;
  const tooFast = error instanceof TurnedAway && sender.isConnected;
  const retryAfter = error instanceof TurnedAway ? error.retryAfter : 1;
  return new HttpProblem({
    ...(tooFast
      ? { status: 429, title: "Too Many Requests" }
      : { status: 503, title: "Service Unavailable" }),
    detail: `${error.message.replace(/\.$/, "")}. Nothing was sent. Send all again later.`,
    headers: { "retry-after": String(retryAfter) },
    members: { acknowledged: 0 },
  });
}
