import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../../sandbox/oci/server.ts";
import { createClock, StreamCalls } from "../signed-client.ts";
import { ControlClient, compartmentId, lifecycleMs, outcome } from "./control-client.ts";

const pools = "/20180418/streampools";
const streams = "/20180418/streams";

describe("the control plane of streaming", () => {
  const clock = createClock();
  let sandbox: OciSandbox;
  let client: ControlClient;
  let streamPoolId: string;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now, lifecycleMs });
    client = new ControlClient(sandbox, clock);
    streamPoolId = (await client.made(pools, { name: "pool" })).id;
  });
  afterAll(() => sandbox.close());

  const create = (details: object) => client.post(streams, { streamPoolId, partitions: 1, ...details });

  it("makes the very stream that programs put messages to, at its messagesEndpoint, until it is deleted", async () => {
    const { json } = await create({ name: "records", partitions: 2, retentionInHours: 48 });
    expect(json).toMatchObject({ lifecycleState: "CREATING", messagesEndpoint: sandbox.url, compartmentId });
    client.settle();
    const path = `${streams}/${json.id}`;
    expect((await client.get(path)).json).toMatchObject({ lifecycleState: "ACTIVE", retentionInHours: 48 });
    const calls = new StreamCalls(client, json.id);
    expect((await calls.putValues("hello")).json.failures).toBe(0);
    expect(sandbox.records(json.id).map(({ value }) => String(value))).toEqual(["hello"]);
    expect((await client.delete(path)).status).toBe(204);
    expect((await client.get(path)).json).toMatchObject({ lifecycleState: "DELETING" });
    client.settle();
    expect(outcome(await client.get(path))).toBe("404 NotFound");
    expect((await calls.putValues("hello")).status).toBe(404);
  });

  it.each([
    ["no partition", { partitions: 0 }],
    ["201 partitions", { partitions: 201 }],
    ["23 hours of retention", { retentionInHours: 23 }],
    ["169 hours of retention", { retentionInHours: 169 }],
    ["a pool and a compartment", { compartmentId }],
  ])("refuses a stream with %s", async (_, details) => {
    expect(outcome(await create({ name: "wrong", ...details }))).toBe("400 InvalidParameter");
  });

  it("has every name once in a pool, and keeps a pool that has streams", async () => {
    const { json } = await create({ name: "once" });
    expect(outcome(await create({ name: "once" }))).toBe("409 StreamAlreadyExists");
    const other = (await client.made(pools, { name: "other" })).id;
    expect((await create({ name: "once", streamPoolId: other })).status).toBe(200);
    expect(outcome(await client.delete(`${pools}/${streamPoolId}`))).toBe("409 Conflict");
    client.settle();
    await client.delete(`${streams}/${json.id}`);
  });

  it("gives a stream without a pool to the compartment's default pool", async () => {
    const { id, streamPoolId: pool } = await client.made(streams, { name: "alone", partitions: 1 });
    expect((await client.get(`${pools}/${pool}`)).json).toMatchObject({ name: "DefaultPool", compartmentId });
    expect((await client.made(streams, { name: "too", partitions: 1 })).streamPoolId).toBe(pool);
    const listed = (await client.get(`${streams}?streamPoolId=${pool}`)).json;
    expect(listed.map((stream: { id: string }) => stream.id)).toContain(id);
  });

  it("says what a pool's Kafka settings and key are, also when none were given", async () => {
    const path = `${pools}/${streamPoolId}`;
    expect((await client.get(path)).json).toMatchObject({
      isPrivate: false,
      customEncryptionKey: { keyState: "NONE" },
      kafkaSettings: { autoCreateTopicsEnable: false, logRetentionHours: 24, numPartitions: 1 },
    });
    const change = await client.put(path, { kafkaSettings: { numPartitions: 5 } });
    expect(change.json).toMatchObject({ lifecycleState: "UPDATING" });
    client.settle();
    expect((await client.get(path)).json).toMatchObject({
      lifecycleState: "ACTIVE",
      kafkaSettings: { logRetentionHours: 24, numPartitions: 5 },
    });
  });

  it("has connect harnesses", async () => {
    const harness = await client.made("/20180418/connectharnesses", { name: "harness" });
    expect(harness).toMatchObject({ name: "harness", lifecycleState: "ACTIVE" });
  });
});
