import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bundle.ts";
import { freePort } from "../local/ports.ts";
import { Program } from "../local/program.ts";
import { spawnOciSandbox } from "./oci-sandbox.ts";
import { printRows } from "./rows.ts";

/** One partition takes 1 MB a second; 100 requests of 100 KB come in that time. */
const REQUESTS_PER_SECOND = 100;
const RECORDS = 100;
const RECORD_BYTES = 1_000;

/** What a container of 256 MiB has by default. */
const MIB_IN_HAND = "16";

/** Half of the container's memory, as Node itself decides there. */
const NODE_OPTIONS = "--max-old-space-size=128";

interface Answers {
  sent: number;
  accepted: number;
  turnedAway: number;
  others: number;
  withoutRetryAfter: number;
}

/** Ten times what the stream takes, for a while: memory stays flat, and what was accepted is delivered. */
export async function benchFlood(milliseconds = 40_000): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-flood-"));
  const sandbox = await spawnOciSandbox(1, false);
  const { file } = await bundle("producer", folder);
  const port = await freePort(4700);
  const variables = {
    ...sandbox.variables,
    RECORDS: "people",
    HOST: "127.0.0.1",
    PORT: String(port),
    MIB_IN_HAND,
    NODE_OPTIONS,
  };
  const producer = new Program({
    name: "producer",
    file,
    variables,
    port,
    logFile: join(folder, "producer.log"),
  });
  try {
    await producer.ready();
    const idle = await residentMegabytes(producer);
    const megabytes: number[] = [];
    const answers = await flood(producer.url, milliseconds, async () => {
      megabytes.push(await residentMegabytes(producer));
    });
    const { acknowledged } = await producer.api<{ readonly acknowledged: number }>("/api/summary");
    // While the backlog builds up memory must grow; from then on it must not.
    const middle = Math.max(...megabytes.slice(megabytes.length / 4, megabytes.length / 2));
    const end = Math.max(...megabytes.slice(-megabytes.length / 4));
    printRows(`a flood of ten times the capacity, ${milliseconds / 1000} s, as in a container of 256 MiB`, [
      { what: "requests", value: answers.sent, unit: "" },
      { what: "accepted (202)", value: answers.accepted, unit: "" },
      { what: "turned away (429 and 503)", value: answers.turnedAway, unit: "" },
      {
        what: "without Retry-After",
        value: answers.withoutRetryAfter,
        unit: "",
        limit: { at: "most", value: 0 },
      },
      { what: "any other answer", value: answers.others, unit: "", limit: { at: "most", value: 0 } },
      {
        what: "accepted and not delivered",
        value: answers.accepted * RECORDS - acknowledged,
        unit: "",
        limit: { at: "most", value: 0 },
      },
      { what: "memory, idle", value: idle, unit: "MB" },
      { what: "memory, most", value: Math.max(...megabytes), unit: "MB", limit: { at: "most", value: 256 } },
      {
        what: "growth in the second half",
        value: end / middle,
        unit: "times",
        limit: { at: "most", value: 1.1 },
      },
    ]);
  } finally {
    await producer.stop(20_000);
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function flood(url: string, milliseconds: number, everySecond: () => Promise<void>): Promise<Answers> {
  const answers: Answers = { sent: 0, accepted: 0, turnedAway: 0, others: 0, withoutRetryAfter: 0 };
  const pending: Promise<void>[] = [];
  const began = performance.now();
  while (performance.now() - began < milliseconds) {
    const due = ((performance.now() - began) / 1000) * REQUESTS_PER_SECOND;
    while (answers.sent < due) {
      answers.sent += 1;
      pending.push(post(`${url}/records`, bodyOf(answers.sent), answers));
      if (answers.sent % REQUESTS_PER_SECOND === 0) await everySecond();
    }
    await sleep(5);
  }
  await Promise.all(pending);
  return answers;
}

async function post(url: string, body: string, answers: Answers): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
  await answer?.arrayBuffer();
  if (answer?.status === 202) answers.accepted += 1;
  else if (answer?.status === 429 || answer?.status === 503) {
    answers.turnedAway += 1;
    if (!answer.headers.get("retry-after")) answers.withoutRetryAfter += 1;
  } else answers.others += 1;
}

function bodyOf(request: number): string {
  const comment = "x".repeat(RECORD_BYTES - 150);
  return JSON.stringify(
    Array.from({ length: RECORDS }, (_, index) => ({ name: `p-${request % 50}-${index}`, age: 36, comment })),
  );
}

async function residentMegabytes(program: Program): Promise<number> {
  const metrics = await (await fetch(`${program.url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1e6;
}
