import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";
import { base64, createClock, nextCursor, SignedClient, StreamCalls, values } from "./signed-client.ts";

const hour = 3_600_000;

describe("an individual consumer of the OCI sandbox", () => {
  const clock = createClock();
  let sandbox: OciSandbox;
  let client: SignedClient;
  let stream: StreamCalls;
  let streamId: string;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now });
    client = new SignedClient(sandbox);
  });

  beforeEach(() => {
    streamId = sandbox.createStream({ name: "events", retentionInHours: 24 }).id;
    stream = new StreamCalls(client, streamId);
  });

  afterAll(() => sandbox.close());

  it("starts with each of the five cursor types where the type says", async () => {
    await stream.putValues("a", "b");
    clock.advance(1000);
    const time = new Date(clock.now()).toISOString();
    await stream.putValues("c", "d");
    const [, b] = sandbox.records(streamId).map(({ offset }) => offset);

    const read = async (details: object) => {
      clock.advance(1000);
      return values(await stream.get(await stream.cursor(details)));
    };
    expect(await read({ type: "TRIM_HORIZON" })).toEqual(["a", "b", "c", "d"]);
    expect(await read({ type: "AT_OFFSET", offset: b })).toEqual(["b", "c", "d"]);
    expect(await read({ type: "AFTER_OFFSET", offset: b })).toEqual(["c", "d"]);
    expect(await read({ type: "AT_TIME", time })).toEqual(["c", "d"]);
    const latest = await stream.cursor({ type: "LATEST" });
    expect(values(await stream.get(latest))).toEqual([]);
    await stream.putValues("e");
    expect(values(await stream.get(latest))).toEqual(["e"]);
  });

  it("reads on with the next cursor, and gets one even when there was nothing", async () => {
    const cursor = await stream.cursor({ type: "TRIM_HORIZON" });
    const nothing = await stream.get(cursor);
    expect(values(nothing)).toEqual([]);
    await stream.putValues("a", "b", "c");
    const first = await stream.get(nextCursor(nothing), 2);
    expect(values(first)).toEqual(["a", "b"]);
    expect(values(await stream.get(nextCursor(first), 2))).toEqual(["c"]);
  });

  it("gets at most 1 MiB at a time", async () => {
    for (let put = 0; put < 3; put += 1) {
      await stream.putMessages([{ value: Buffer.alloc(500_000).toString("base64") }]);
      clock.advance(1000);
    }
    const first = await stream.get(await stream.cursor({ type: "TRIM_HORIZON" }));
    expect(first.json).toHaveLength(2);
    expect((await stream.get(nextCursor(first))).json).toHaveLength(1);
  });

  it("may get five times a second from a partition, and is told when to come again", async () => {
    const cursor = await stream.cursor({ type: "LATEST" });
    for (let get = 0; get < 5; get += 1) {
      expect((await stream.get(cursor)).status).toBe(200);
      clock.advance(100);
    }
    expect(await stream.get(cursor)).toMatchObject({
      status: 429,
      json: {
        code: "TooManyRequests",
        message: "Request was throttled because get limit exhausted, next request can be made in 500 ms",
      },
    });
    clock.advance(500);
    expect((await stream.get(cursor)).status).toBe(200);
  });

  it("loses a cursor that is older than five minutes", async () => {
    const cursor = await stream.cursor({ type: "LATEST" });
    clock.advance(5 * 60_000);
    expect((await stream.get(cursor)).status).toBe(200);
    clock.advance(1);
    expect(await stream.get(cursor)).toMatchObject({
      status: 400,
      json: { code: "InvalidParameter", message: "The cursor is expired. Create a new one." },
    });
  });

  it("cannot read with what is no cursor, or is one of another stream", async () => {
    const invalid = { status: 400, json: { message: "The cursor is invalid. Create a new one." } };
    const other = new StreamCalls(client, sandbox.createStream({ name: "other" }).id);
    expect(await stream.get("bm9uc2Vuc2U")).toMatchObject(invalid);
    expect(await stream.get(await other.cursor({ type: "LATEST" }))).toMatchObject(invalid);
    expect(await stream.commit(await stream.cursor({ type: "LATEST" }))).toMatchObject(invalid);
  });

  it("cannot start at an offset that the partition does not have, or in a partition that the stream does not have", async () => {
    await stream.putValues("a");
    expect(await stream.cursor({ type: "AT_OFFSET", offset: 1 })).toBe(
      "400 The offset 1 is not in the partition.",
    );
    expect(await stream.cursor({ type: "LATEST", partition: "1" })).toBe(
      "400 The stream has no partition 1.",
    );
    expect(await stream.cursor({ type: "SOMEWHERE" })).toBe(
      "400 The cursor type SOMEWHERE is not known here.",
    );
  });

  it.each([0, 10_001])("cannot ask for %d records at once", async (limit) => {
    const path = `/20180418/streams/${streamId}/messages?cursor=${await stream.cursor({ type: "LATEST" })}`;
    expect(await client.get(`${path}&limit=${limit}`)).toMatchObject({
      status: 400,
      json: { message: "The limit must be from 1 to 10000." },
    });
  });

  it("no longer finds what is older than the retention, and is told when that is where it stood", async () => {
    await stream.putValues("old");
    clock.advance(23 * hour);
    const [cursor, middle] = [await stream.cursor({ type: "TRIM_HORIZON" }), await stream.putValues("new")];
    expect(middle.status).toBe(200);
    expect(values(await stream.get(cursor))).toEqual(["old", "new"]);

    const nearlyExpired = await stream.cursor({ type: "TRIM_HORIZON" });
    clock.advance(hour);
    const fresh = await stream.cursor({ type: "TRIM_HORIZON" });
    clock.advance(1);
    expect(await stream.get(fresh)).toMatchObject({
      status: 400,
      json: { message: "The cursor is outside the retention period and is now invalid." },
    });
    expect(await stream.get(nearlyExpired)).toMatchObject({
      json: { message: expect.stringContaining("expired") },
    });
    expect(values(await stream.get(await stream.cursor({ type: "TRIM_HORIZON" })))).toEqual(["new"]);
    expect(sandbox.records(streamId).map(({ key }) => key)).toEqual(["new"]);
  });

  it.each([
    [{ retentionInHours: 23 }, "retentionInHours must be a whole number from 24 to 168, got 23."],
    [{ retentionInHours: 169 }, "retentionInHours must be a whole number from 24 to 168, got 169."],
    [{ partitions: 0 }, "partitions must be a whole number from 1 to 200, got 0."],
  ])("is offered no stream with %j", (props, rule) => {
    expect(() => sandbox.createStream({ name: "odd", ...props })).toThrow(
      new RangeError(`sandbox stream odd: ${rule} Choose one in that range.`),
    );
  });

  it("gets keys and values back byte for byte", async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index)).toString("base64");
    await stream.putMessages([
      { key: bytes, value: bytes },
      { key: null, value: base64("") },
    ]);
    const answer = await stream.get(await stream.cursor({ type: "TRIM_HORIZON" }));
    expect(answer.json).toMatchObject([
      { stream: "events", partition: "0", key: bytes, value: bytes },
      { key: null, value: "" },
    ]);
  });
});
