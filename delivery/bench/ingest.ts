import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleRecord } from "../../apps/messaging/records/samples.ts";
import { bundle } from "../bundle.ts";
import { freePort } from "../local/ports.ts";
import { Program } from "../local/program.ts";
import { median } from "./measure.ts";
import { spawnOciSandbox } from "./oci-sandbox.ts";
import { type CpuProfile, profileShares } from "./profile-shares.ts";
import { printRows } from "./rows.ts";

const CALLERS = 16;

/** So many that their pace of 1 MB/s each is no limit here. */
const PARTITIONS = 50;

/** What a request costs Node before anybody looks at it: reads the body and sends it back. */
const echo = `import { createServer } from "node:http";
createServer((request, response) => {
  if (request.url === "/readyz") return response.end();
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
  });
}).listen(Number(process.env.PORT), "127.0.0.1");`;

/** Requests a second with 100 records each: the producer, until the stream has acknowledged them, against an echo of the same body. */
export async function benchIngest(rounds = 5): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-ingest-"));
  const echoFile = join(folder, "echo.mjs");
  writeFileSync(echoFile, echo);
  const { file } = await bundle("producer", folder);
  const bodies = Array.from({ length: CALLERS }, (_, caller) => bodyOf(caller));
  const bytes = Math.max(...bodies.map((body) => body.length));
  const debugPort = await freePort(4730);
  let profile: CpuProfile | undefined;
  const figures: Record<"ours" | "echo", number[]> = { ours: [], echo: [] };
  for (let round = 0; round < rounds; round++) {
    const sandbox = await spawnOciSandbox(PARTITIONS, true);
    const start = async (name: string, program: string, first: number, own: Record<string, string>) => {
      const port = await freePort(first);
      const variables = { ...own, HOST: "127.0.0.1", PORT: String(port) };
      const running = new Program({
        name,
        file: program,
        variables,
        port,
        logFile: join(folder, `${name}.log`),
      });
      await running.ready();
      return running;
    };
    const echoing = await start("echo", echoFile, 4700, {});
    const producer = await start("producer", file, 4710, {
      ...sandbox.variables,
      RECORDS: "people",
      DEBUG_PORT: String(debugPort),
    });
    try {
      for (const milliseconds of [500, 2_000]) {
        const ours = await requestsPerSecond(`${producer.url}/records`, bodies, milliseconds);
        const theirs = await requestsPerSecond(`${echoing.url}/echo`, bodies, milliseconds);
        if (milliseconds < 1_000) continue;
        figures.ours.push(ours);
        figures.echo.push(theirs);
      }
      // After the last measurement, because profiling costs time itself.
      if (round === rounds - 1) {
        const taking = fetch(`http://127.0.0.1:${debugPort}/debug/profile?seconds=2`);
        await requestsPerSecond(`${producer.url}/records`, bodies, 2_500);
        profile = (await (await taking).json()) as CpuProfile;
      }
    } finally {
      await Promise.all([echoing.stop(1_000), producer.stop(5_000)]);
      await sandbox.stop();
    }
  }
  rmSync(folder, { recursive: true, force: true });
  const shares = profile ? [...profileShares(profile)].sort(([, a], [, b]) => b - a) : [];
  const ratios = figures.ours.map((ours, i) => ours / (figures.echo[i] ?? 0));
  printRows(
    `requests with 100 records (${bytes} bytes), ${CALLERS} at a time, median of ${rounds} rounds in turn`,
    [
      { what: "POST /records", value: median(figures.ours), unit: "a second" },
      { what: "node:http echo of the body", value: median(figures.echo), unit: "a second" },
      { what: "ours / echo", value: median(ratios), unit: "times", limit: { at: "least", value: 0.5 } },
      ...shares.map(([share, value]) => ({ what: `profile: ${share}`, value, unit: "%" })),
    ],
  );
}

/** A hundred people whom no other caller knows: a key has one record under way at a time. */
function bodyOf(caller: number): string {
  return JSON.stringify(
    Array.from({ length: 100 }, (_, index) => {
      const { data } = sampleRecord("people", Math.random);
      return { ...data, name: `${caller}-${index}` };
    }),
  );
}

async function requestsPerSecond(
  url: string,
  bodies: readonly string[],
  milliseconds: number,
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const began = performance.now();
  let requests = 0;
  const caller = async (body: string) => {
    while (performance.now() - began < milliseconds) {
      await post(url, body, agent);
      requests += 1;
    }
  };
  await Promise.all(bodies.map(caller));
  agent.destroy();
  return requests / ((performance.now() - began) / 1000);
}

function post(url: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 200 || response.statusCode === 202) resolve();
        else reject(new Error(`bench: ${url} answered ${response.statusCode}`));
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
