import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";
import {
  createClock,
  nextCursor,
  type RawAnswer,
  SignedClient,
  StreamCalls,
  values,
} from "./signed-client.ts";

const letters = [..."abcdefghijklmnop"];

describe("a consumer group of the OCI sandbox", () => {
  const clock = createClock();
  let sandbox: OciSandbox;
  let client: SignedClient;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now });
    client = new SignedClient(sandbox);
  });

  afterAll(() => sandbox.close());

  function createStream(partitions: number): StreamCalls {
    return new StreamCalls(client, sandbox.createStream({ name: "events", partitions }).id);
  }

  const invalid = {
    status: 400,
    json: { code: "InvalidParameter", message: "The cursor is invalid. Create a new one." },
  };

  /** Partition → instance that holds it. */
  async function holders(stream: StreamCalls): Promise<Record<string, string | undefined>> {
    const { json } = await stream.group();
    return Object.fromEntries(
      json.reservations.map((entry: { partition: string; reservedInstance?: string }) => [
        entry.partition,
        entry.reservedInstance,
      ]),
    );
  }

  const counted = (reservations: Record<string, string | undefined>) =>
    Object.values(reservations)
      .filter((instance) => instance !== undefined)
      .sort()
      .join(" ");

  it("hands all partitions to a single instance, each record once", async () => {
    const stream = createStream(3);
    await stream.putValues(...letters);
    const answer = await stream.get(await stream.groupCursor({}));
    expect(values(answer).sort()).toEqual(letters);
    expect(await holders(stream)).toEqual({ 0: "one", 1: "one", 2: "one" });
  });

  it("repeats a batch that nobody committed, and only that", async () => {
    const stream = createStream(1);
    await stream.putValues("a", "b");
    const first = await stream.get(await stream.groupCursor({}));
    expect((await stream.commit(nextCursor(first))).status).toBe(200);
    await stream.putValues("c");
    expect(values(await stream.get(nextCursor(first)))).toEqual(["c"]);
    expect(values(await stream.get(await stream.groupCursor({})))).toEqual(["c"]);
  });

  it("never goes back when commits arrive in the wrong order", async () => {
    const stream = createStream(1);
    await stream.putValues("a", "b");
    const first = await stream.get(await stream.groupCursor({}), 1);
    const second = await stream.get(nextCursor(first), 1);
    await stream.commit(nextCursor(second));
    expect((await stream.commit(nextCursor(first))).status).toBe(200);
    expect((await stream.group()).json.reservations[0].committedOffset).toBe(1);
  });

  it("commits the previous batch at the next get unless told otherwise, done or not", async () => {
    const stream = createStream(1);
    await stream.putValues("a");
    const first = await stream.get(await stream.groupCursor({ commitOnGet: true }));
    expect((await stream.group()).json.reservations[0].committedOffset).toBeUndefined();
    await stream.get(nextCursor(first));
    expect((await stream.group()).json.reservations[0].committedOffset).toBe(0);
  });

  it("hands out a new cursor with each commit and heartbeat, good for reading on", async () => {
    const stream = createStream(1);
    await stream.putValues("a", "b");
    const batch = await stream.get(await stream.groupCursor({}), 1);
    for (const call of [stream.heartbeat, stream.commit]) {
      const answer = await call(nextCursor(batch));
      expect(answer.json).toEqual({ value: nextCursor(answer) });
      expect(values(await stream.get(nextCursor(answer)))).toEqual(["b"]);
    }
  });

  it("starts where its first cursor says, and ignores the type of later ones", async () => {
    const stream = createStream(1);
    await stream.putValues("a");
    clock.advance(1000);
    const time = new Date(clock.now()).toISOString();
    await stream.putValues("b");
    const first = async (groupName: string, details: object) =>
      values(await stream.get(await stream.groupCursor({ groupName, ...details })));
    expect(await first("oldest", { type: "TRIM_HORIZON" })).toEqual(["a", "b"]);
    expect(await first("timed", { type: "AT_TIME", time })).toEqual(["b"]);
    expect(await first("latest", { type: "LATEST" })).toEqual([]);
    await stream.putValues("c");
    expect(await first("latest", { type: "TRIM_HORIZON" })).toEqual(["c"]);
  });

  it("shares the partitions with an instance that comes, at the next get of the one that has too many", async () => {
    const stream = createStream(3);
    const one = await stream.get(await stream.groupCursor({}));
    const two = await stream.groupCursor({ instanceName: "two" });
    expect(values(await stream.get(two))).toEqual([]);
    expect(counted(await holders(stream))).toBe("one one one");

    await stream.get(nextCursor(one));
    await stream.get(two);
    expect(counted(await holders(stream))).toBe("one one two");
  });

  it("lets an instance beyond the partition count wait with nothing", async () => {
    const stream = createStream(1);
    await stream.putValues("a");
    const one = await stream.groupCursor({});
    const two = await stream.groupCursor({ instanceName: "two" });
    expect(values(await stream.get(two))).toEqual([]);
    expect(values(await stream.get(one))).toEqual(["a"]);
  });

  it("gives the partitions of an instance away when it is not heard of for its timeout, and not before", async () => {
    const stream = createStream(1);
    await stream.putValues("a");
    await stream.get(await stream.groupCursor({ timeoutInMs: 10_000 }));
    const two = await stream.groupCursor({ instanceName: "two" });
    clock.advance(9_999);
    expect(values(await stream.get(two))).toEqual([]);
    clock.advance(1);
    expect(values(await stream.get(two))).toEqual(["a"]);
    expect(await holders(stream)).toEqual({ 0: "two" });
  });

  it("keeps the partitions of an instance that only sends heartbeats", async () => {
    const stream = createStream(1);
    await stream.putValues("a");
    let one = await stream.get(await stream.groupCursor({ timeoutInMs: 10_000 }));
    for (let beat = 0; beat < 3; beat += 1) {
      clock.advance(9_000);
      one = await stream.heartbeat(nextCursor(one));
      expect(one.status).toBe(200);
    }
    expect((await stream.commit(nextCursor(one))).status).toBe(200);
  });

  it("refuses the commit and the heartbeat of an instance that lost its reservation", async () => {
    const stream = createStream(1);
    await stream.putValues("a", "b");
    const one = await stream.get(await stream.groupCursor({ timeoutInMs: 10_000 }));
    clock.advance(10_000);
    expect(await stream.heartbeat(nextCursor(one))).toMatchObject(invalid);

    const two = await stream.get(await stream.groupCursor({ instanceName: "two" }), 1);
    await stream.commit(nextCursor(two));
    expect(await stream.commit(nextCursor(one))).toMatchObject(invalid);
    expect((await stream.group()).json.reservations[0].committedOffset).toBe(0);
  });

  it("begins again at the commit when an instance that was late comes back with its old cursor", async () => {
    const stream = createStream(1);
    await stream.putValues("a");
    const late = await stream.get(await stream.groupCursor({ timeoutInMs: 10_000 }));
    clock.advance(10_000);
    expect(values(await stream.get(nextCursor(late)))).toEqual(["a"]);
  });

  it("sends everybody to another place when the group is updated", async () => {
    const stream = createStream(1);
    await stream.putValues("a", "b");
    const batch = await stream.get(await stream.groupCursor({}));
    const committed = await stream.commit(nextCursor(batch));
    expect((await stream.updateGroup({ type: "TRIM_HORIZON" })).status).toBe(200);
    expect(values(await stream.get(nextCursor(committed)))).toEqual(["a", "b"]);
    expect(await stream.commit(nextCursor(batch))).toMatchObject(invalid);
  });

  it("may get five times a second from each partition, whoever asks in its name", async () => {
    const stream = createStream(1);
    let answer: RawAnswer = await stream.get(await stream.groupCursor({}));
    for (let get = 0; get < 4; get += 1) answer = await stream.get(nextCursor(answer));
    expect(await stream.get(nextCursor(answer))).toMatchObject({
      status: 429,
      json: { code: "TooManyRequests" },
    });
    const other = await stream.groupCursor({ groupName: "others" });
    expect((await stream.get(other)).status).toBe(200);
  });

  it("is told when its commit has fallen out of the retention, until it is sent to a new place", async () => {
    const stream = createStream(1);
    await stream.putValues("a", "b");
    const batch = await stream.get(await stream.groupCursor({}), 1);
    await stream.commit(nextCursor(batch));
    clock.advance(23 * 3_600_000);
    await stream.putValues("c");
    expect(values(await stream.get(await stream.groupCursor({})))).toEqual(["b", "c"]);
    clock.advance(2 * 3_600_000);
    const cursor = await stream.groupCursor({});
    expect(await stream.get(cursor)).toMatchObject({
      status: 400,
      json: { message: "The cursor is outside the retention period and is now invalid." },
    });
    await stream.updateGroup({ type: "TRIM_HORIZON" });
    expect(values(await stream.get(cursor))).toEqual(["c"]);
  });

  it("is unknown before its first cursor", async () => {
    const stream = createStream(1);
    expect((await stream.group("nobody")).status).toBe(404);
    expect((await stream.updateGroup({ type: "LATEST" }, "nobody")).status).toBe(404);
  });

  it("is one of 50 at most", async () => {
    const stream = createStream(1);
    for (let group = 0; group < 50; group += 1) await stream.groupCursor({ groupName: `group-${group}` });
    expect(await stream.groupCursor({ groupName: "group-50" })).toBeUndefined();
    expect((await stream.group("group-50")).status).toBe(404);
  });
});
