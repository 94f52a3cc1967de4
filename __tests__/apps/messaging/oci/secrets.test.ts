import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { OciSandbox } from "../../../../sandbox/oci/server.ts";
import { consumeAll, numbered, statuses, texts } from "../../../support/transport-contract.ts";
import { newStream, type OciStream, startSandbox } from "./oci-stream.ts";

let sandbox: OciSandbox;
let stream: OciStream;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  stream = newStream(sandbox);
});
afterEach(() => stream.close());

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("the secret with the stream's details", () => {
  it.each([
    "hunter2, not JSON",
    '{"streamMessagesEndpoint":"http://hunter2"}',
    '{"streamMessagesEndpoint":"hunter2","streamOCID":"ocid1.stream"}',
    '{"streamMessagesEndpoint":1,"streamOCID":"hunter2"}',
    '"hunter2"',
    "null",
  ])("stops the start with an error that does not show its content: %s", async (content) => {
    sandbox.updateSecret(stream.secretId, content);
    const failure = await stream.connect().catch((error: Error) => error);
    expect(String(failure)).toBe(
      `Error: secret ${stream.secretId}: content must be JSON with the texts streamMessagesEndpoint ` +
        "(an http or https URL) and streamOCID, got something else (not shown). " +
        "Store the stream's messages endpoint and OCID in it.",
    );
    expect(stream.log.join("")).not.toContain("hunter2");
  });

  it("stops the start when it names a stream that cannot be used", async () => {
    const content = { streamMessagesEndpoint: sandbox.url, streamOCID: "ocid1.stream.oc1..gone" };
    sandbox.updateSecret(stream.secretId, JSON.stringify(content));
    await expect(stream.connect()).rejects.toThrow(
      `stream ocid1.stream.oc1..gone: cannot be used at ${sandbox.url}: 404 NotAuthorizedOrNotFound`,
    );
  });

  it("moves producer and consumer to the new stream when it rotates, with nothing lost", async () => {
    const transport = await stream.connect();
    const producer = transport.createProducer();
    const consumer = transport.createConsumer({ group: "g", instance: "a" });
    const sent: string[] = [];
    const missing = new Set<string>();
    let duplicates = 0;
    const run = consumer.run(async (records) => {
      for (const text of texts(records)) if (!missing.delete(text)) duplicates += 1;
    });
    let next = "";
    for (let round = 0; round < 25; round += 1) {
      if (round === 5) next = stream.rotate();
      const records = numbered(20, 5, `round-${round}`);
      for (const text of texts(records)) {
        sent.push(text);
        missing.add(text);
      }
      expect(statuses(await producer.send(records))).toEqual(["acknowledged"]);
      await pause(20);
    }
    while (missing.size > 0) await pause(10);
    await consumer.close();
    await run;
    expect(duplicates).toBe(0);
    const stored = [stream.streamId, next].map((id) => sandbox.records(id).length);
    expect(Math.min(...stored)).toBeGreaterThan(0);
    expect(stored[0]).toBe(sent.length - Number(stored[1]));
  });

  it("is read at once when the stream is not found any more", async () => {
    const transport = await stream.connect({ secretPollMs: 3_600_000 });
    const producer = transport.createProducer();
    await producer.send(numbered(5, 5));
    // The look at the start is not repeated within a second.
    await pause(1_000);
    const next = stream.rotate();
    sandbox.faults.set({ kind: "status", operation: "PutMessages", status: 404, count: 1 });
    expect(statuses(await producer.send(numbered(5, 5)))).toEqual(["acknowledged"]);
    await pause(50);
    expect(statuses(await producer.send(numbered(5, 5, "next")))).toEqual(["acknowledged"]);
    const received = texts(sandbox.records(next));
    expect(received).toEqual(expect.arrayContaining(texts(numbered(5, 5, "next"))));
  });

  it("goes on with the stream that is known while its new version cannot be used", async () => {
    const transport = await stream.connect();
    sandbox.updateSecret(stream.secretId, "hunter2");
    while (!stream.log.join("").includes("could not be read")) await pause(10);
    const producer = transport.createProducer();
    expect(statuses(await producer.send(numbered(5, 5)))).toEqual(["acknowledged"]);
    const received = await consumeAll(
      transport.createConsumer({ group: "g", instance: "a" }),
      texts(numbered(5, 5)),
    );
    expect(received).toHaveLength(5);
    expect(stream.log.join("")).not.toContain("hunter2");
  });
});
