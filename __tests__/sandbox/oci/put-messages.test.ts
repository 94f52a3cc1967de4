import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";
import { base64, createClock, SignedClient, StreamCalls } from "./signed-client.ts";

describe("PutMessages of the OCI sandbox", () => {
  const clock = createClock();
  let sandbox: OciSandbox;
  let client: SignedClient;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now });
    client = new SignedClient(sandbox);
  });

  afterAll(() => sandbox.close());

  function createStream(partitions = 1) {
    const { id } = sandbox.createStream({ name: "events", partitions });
    return { id, calls: new StreamCalls(client, id) };
  }

  it("keeps records with the same key in one partition, and spreads those without a key", async () => {
    const { id, calls } = createStream(4);
    await calls.putMessages(
      Array.from({ length: 200 }, (_, index) => ({
        key: index % 2 === 0 ? base64(`key-${index % 20}`) : null,
        value: base64("x"),
      })),
    );
    const partitionsOf = (key: string | null) =>
      new Set(sandbox.records(id).flatMap((record) => (record.key === key ? [record.partition] : [])));
    for (let key = 0; key < 20; key += 2) expect(partitionsOf(`key-${key}`).size).toBe(1);
    expect(partitionsOf(null).size).toBe(4);
  });

  it("gives offsets that rise but are not dense", async () => {
    const { id, calls } = createStream();
    for (const value of ["a", "b", "c"]) await calls.putValues(value, value);
    expect(sandbox.records(id).map(({ offset }) => offset)).toEqual([0, 1, 3, 4, 6, 7]);
  });

  it("answers 200 and fails the entries for which the partition has no bytes left, with one wait for all", async () => {
    const { id, calls } = createStream();
    const quarter = { value: Buffer.alloc(262_144).toString("base64") };
    expect((await calls.putMessages([quarter, quarter, quarter])).json.failures).toBe(0);

    const answer = await calls.putMessages([quarter, quarter, { value: base64("small") }]);
    expect(answer.status).toBe(200);
    expect(answer.json.failures).toBe(2);
    const throttled = {
      error: "429",
      errorMessage: "Request was throttled because bytes limit exhausted, next request can be made in 263 ms",
    };
    expect(answer.json.entries).toEqual([expect.objectContaining({ partition: "0" }), throttled, throttled]);
    expect(sandbox.records(id)).toHaveLength(4);

    clock.advance(262);
    expect((await calls.putMessages([quarter])).json.failures).toBe(1);
    clock.advance(1);
    expect((await calls.putMessages([quarter])).json.failures).toBe(0);
  });

  it("counts the bytes of each partition for itself", async () => {
    const { calls } = createStream(2);
    const large = Buffer.alloc(900_000).toString("base64");
    const [first, second] = await twoKeysOfDifferentPartitions(calls);
    expect((await calls.putMessages([{ key: first, value: large }])).json.failures).toBe(0);
    expect((await calls.putMessages([{ key: second, value: large }])).json.failures).toBe(0);
    expect((await calls.putMessages([{ key: first, value: large }])).json.failures).toBe(1);
  });

  async function twoKeysOfDifferentPartitions(calls: StreamCalls) {
    const keys = Array.from({ length: 20 }, (_, index) => base64(`key-${index}`));
    const { json } = await calls.putMessages(keys.map((key) => ({ key, value: "" })));
    return ["0", "1"].map(
      (partition) =>
        keys[json.entries.findIndex((entry: { partition: string }) => entry.partition === partition)],
    );
  }

  it("lifts the limits when it is started for a benchmark", async () => {
    const unlimited = await startOciSandbox({ port: 0, clock: clock.now, unlimited: true });
    const { id } = unlimited.createStream({ name: "events" });
    const calls = new StreamCalls(new SignedClient(unlimited), id);
    const large = [{ value: Buffer.alloc(1_048_576).toString("base64") }];
    const failures = [
      await calls.putMessages(large),
      await calls.putMessages(large),
      await calls.putMessages(large),
    ];
    await unlimited.close();
    expect(failures.map(({ json }) => json.failures)).toEqual([0, 0, 0]);
  });

  const kilobyte = { key: base64("k".repeat(24)), value: Buffer.alloc(1000).toString("base64") };
  const refused: [string, unknown, string][] = [
    ["no messages", [], "The request has no messages."],
    ["a message without a value", [{ key: base64("k") }], "Key and value of message 0 must be base64."],
    ["a value that is not base64", [{ value: "not base64!" }], "Key and value of message 0 must be base64."],
    [
      "a key of 257 bytes",
      [{ value: "" }, { key: base64("k".repeat(257)), value: "" }],
      "The key of message 1 is larger than 256 bytes.",
    ],
    [
      "a message of more than 1 MiB",
      [{ value: Buffer.alloc(1_048_577).toString("base64") }],
      "The request is 1048577 bytes; keys and values may be 1048576 at most.",
    ],
    [
      "a request of more than 1 MiB",
      Array.from({ length: 1025 }, () => kilobyte),
      "The request is 1049600 bytes; keys and values may be 1048576 at most.",
    ],
  ];

  it.each(refused)("refuses %s as a whole", async (_, messages, message) => {
    const { id, calls } = createStream();
    const answer = await calls.putMessages(messages as object[]);
    expect(answer).toMatchObject({ status: 400, json: { code: "InvalidParameter", message } });
    expect(sandbox.records(id)).toEqual([]);
  });

  it("takes a request of exactly 1 MiB", async () => {
    const { calls } = createStream();
    const answer = await calls.putMessages(Array.from({ length: 1024 }, () => kilobyte));
    expect(answer.json.failures).toBe(0);
  });
});
