import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createConsumer } from "../../../apps/consumer/consumer.ts";
import { createProducer } from "../../../apps/producer/producer.ts";
import { MemoryTransport } from "../../support/memory-transport.ts";
import {
  consumerConfig,
  emptyPage,
  producerConfig,
  type Started,
  start,
} from "../../support/running-program.ts";

const running: Started[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop()));
});

async function startBoth(): Promise<{ readonly producer: Started; readonly consumer: Started }> {
  const connect = async () => new MemoryTransport();
  const producer = await start((...args) => createProducer(...args, emptyPage), producerConfig, connect);
  const consumer = await start((...args) => createConsumer(...args, emptyPage), consumerConfig, connect);
  running.push(producer, consumer);
  return { producer, consumer };
}

async function scrape({ url }: Started, accept = "*/*") {
  const answer = await fetch(`${url}/metrics`, { headers: { accept } });
  return { type: answer.headers.get("content-type"), text: await answer.text() };
}

/** `name → [type, help]` of what is ours. */
function families(text: string): Map<string, readonly [type: string, help: string]> {
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  return new Map(
    [...text.matchAll(/^# HELP (millrace_\S+) (.*)$/gm)].map(([, name = "", help = ""]) => [
      name,
      [types.get(name) ?? "", help],
    ]),
  );
}

describe("docs/metrics.md", () => {
  it("lists every metric of both programs as /metrics gives it, and no other", async () => {
    const { producer, consumer } = await startBoth();
    const ofProducer = families((await scrape(producer)).text);
    const ofConsumer = families((await scrape(consumer)).text);

    const rows = [...new Map([...ofProducer, ...ofConsumer])].map(([name, [type, help]]) => {
      const programs = ofProducer.has(name) ? (ofConsumer.has(name) ? "both" : "producer") : "consumer";
      return `| \`${name}\` | ${programs} | ${type} | ${help} |`;
    });
    const documented = readFileSync("docs/metrics.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| `millrace_"));
    expect(documented.sort()).toEqual(rows.sort());
  });

  it("names Node's own metrics as they are", async () => {
    const { text } = await scrape((await startBoth()).producer);
    const named = readFileSync("docs/metrics.md", "utf8").match(/`(?:nodejs|process)_\w+`/g) ?? [];

    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(text).toContain(`# TYPE ${name.slice(1, -1)} `);
  });
});

describe("GET /metrics", () => {
  it("is Prometheus text, or OpenMetrics when a scraper asks for it", async () => {
    const { producer } = await startBoth();
    const open = await scrape(producer, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    const plain = await scrape(producer);

    expect(open.type).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
    expect(open.text).toMatch(
      /^# TYPE millrace_records_produced counter\nmillrace_records_produced_total 0$/m,
    );
    expect(open.text).toMatch(/# EOF\n$/);
    expect(plain.type).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(plain.text).toMatch(
      /^# HELP millrace_records_produced_total .*\n# TYPE millrace_records_produced_total counter\nmillrace_records_produced_total 0$/m,
    );
    expect(plain.text).not.toContain("# EOF");
  });
});
