import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { deadLetters } from "../../delivery/dead-letters/api.ts";
import { resend } from "../../delivery/dead-letters/resend.ts";
import { MemoryStream } from "../apps/pages/memory-stream.ts";
import { type Served, serveConsumer, serveProducer } from "../apps/pages/programs.ts";
import { getJson, until } from "../support/running-program.ts";

describe("a dead letter", () => {
  let stream: MemoryStream;
  let programs: readonly Served[];
  let urls: { readonly producer: string; readonly consumer: string };

  beforeEach(async () => {
    stream = new MemoryStream();
    const [producer, consumer] = await Promise.all([serveProducer(stream), serveConsumer(stream)]);
    programs = [producer, consumer];
    urls = { producer: producer.url.replace(/\/$/, ""), consumer: consumer.url.replace(/\/$/, "") };
  });
  afterEach(() => Promise.all(programs.map((program) => program.stop())));

  const summary = () =>
    getJson<{ consumed: number; duplicates: number; deadLetters: number }>(`${urls.consumer}/api/summary`);
  const arrived = (records: number) =>
    until(async () => {
      const { consumed, duplicates, deadLetters } = await summary();
      return consumed + duplicates + deadLetters === records;
    }, `${records} records`);
  const mended = Buffer.from('{"name":"Ada","age":36,"comment":"mended"}');

  it("is sent again through the producer once it is mended, and then never twice", async () => {
    stream.put('{"name":"Ada","age":"36"}');
    await arrived(1);
    await expect(resend({ ...urls, id: "1" })).rejects.toThrow(
      /^dead letter 1: the record must be mended before it is sent again: age must be .*\. Save it with /,
    );
    const done = await resend({ ...urls, id: "1", mended });
    expect(done).toBe("Dead letter 1 is sent again, as 0 of /dead-letters/memory/0.");
    await arrived(2);
    expect(await getJson(`${urls.consumer}/api/people`)).toMatchObject({ people: [{ comment: "mended" }] });
    expect(await resend({ ...urls, id: "1", mended })).toMatch(
      /^Dead letter 1 was sent again at .*Z, as 0 of/,
    );
    expect(stream.records).toHaveLength(2);
    expect(await deadLetters(urls.consumer, 10)).toMatchObject({ total: 1, waiting: 0, next: null });
  });

  it("is applied once when sending it is interrupted and repeated", async () => {
    stream.put("hello?");
    await arrived(1);
    // The producer took it, and then nobody told the consumer.
    await expect(
      resend({ ...urls, consumer: urls.consumer, producer: urls.consumer, id: "1", mended }),
    ).rejects.toThrow("/records: must succeed, got 404");
    await resend({ ...urls, id: "1", mended });
    await arrived(2);
    stream.put(stream.records[1]?.value ?? "");
    await arrived(3);
    expect(await summary()).toMatchObject({ consumed: 1, duplicates: 1, deadLetters: 1 });
  });

  it("is asked for by its id, and says so when there is none", async () => {
    await expect(resend({ ...urls, id: "7", mended })).rejects.toThrow("There is no dead letter 7.");
    expect((await fetch(`${urls.consumer}/api/dead-letter?id=x`)).status).toBe(400);
    expect((await fetch(`${urls.consumer}/api/dead-letters?count=0`)).status).toBe(400);
  });

  it("gives its bytes to whoever asks for the original, as a file", async () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    stream.put(bytes);
    await arrived(1);
    const answer = await fetch(`${urls.consumer}/api/dead-letter/original?id=1`);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });
});
