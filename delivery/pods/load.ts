// Runs in a pod: sends people to a producer, one after the other at four places at once, until `GET /` asks how it went.
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How it went. */
export interface Sent {
  /** Ids. */
  readonly acknowledged: readonly string[];
  /** What was said of the others. */
  readonly refusals: readonly string[];
}

const { RECORDS_URL = "", RUN = "" } = process.env;
const acknowledged: string[] = [];
const refusals: string[] = [];
let stopped = false;

async function send(id: string): Promise<void> {
  const person = { name: "load", age: 42, comment: id };
  const event = { specversion: "1.0", id, source: "/check-pods", type: "dev.millrace.person", data: person };
  try {
    const answer = await fetch(RECORDS_URL, {
      method: "POST",
      headers: { "content-type": "application/cloudevents+json" },
      body: JSON.stringify(event),
    });
    const text = await answer.text();
    if (answer.status === 202) acknowledged.push(id);
    else refusals.push(`${answer.status} ${text}`);
  } catch (error) {
    const { message, cause } = error as Error;
    refusals.push(cause instanceof Error ? cause.message : message);
  }
}

async function sendAll(place: number): Promise<void> {
  for (let count = 0; !stopped; count += 1) {
    await send(`${RUN}-${place}-${count}`);
    await sleep(20);
  }
}

const places = Promise.all([0, 1, 2, 3].map(sendAll));
createServer(async (_request, response) => {
  stopped = true;
  await places;
  response.end(JSON.stringify({ acknowledged, refusals } satisfies Sent));
}).listen(8080);
process.once("SIGTERM", () => process.exit());
