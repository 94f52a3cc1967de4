import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";
import { nextCursor, SignedClient, StreamCalls, values } from "./signed-client.ts";

describe("a fault that is switched on in the OCI sandbox", () => {
  let sandbox: OciSandbox;
  let stream: StreamCalls;
  let streamId: string;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0 });
  });

  beforeEach(() => {
    streamId = sandbox.createStream({ name: "events" }).id;
    stream = new StreamCalls(new SignedClient(sandbox), streamId);
  });

  afterEach(() => sandbox.faults.clear());
  afterAll(() => sandbox.close());

  const stored = () => sandbox.records(streamId).map(({ key }) => key);

  it("throttle: fails every entry of a put inside a 200, and names the wait", async () => {
    sandbox.faults.set({ kind: "throttle", milliseconds: 250 });
    const answer = await stream.putValues("a", "b");
    expect(answer.status).toBe(200);
    expect(answer.json.failures).toBe(2);
    expect(answer.json.entries[1]).toEqual({
      error: "429",
      errorMessage: expect.stringMatching(/ next request can be made in 250 ms$/),
    });
    expect(stored()).toEqual([]);
  });

  it("throttle: answers 429 to everything that is no put", async () => {
    sandbox.faults.set({ kind: "throttle" });
    expect(await stream.group()).toMatchObject({ status: 429, json: { code: "TooManyRequests" } });
  });

  it("refuse: fails a fraction of the entries, evenly, and stores the others", async () => {
    sandbox.faults.set({ kind: "refuse", fraction: 0.5 });
    const answer = await stream.putValues("a", "b", "c", "d");
    expect(answer.json.failures).toBe(2);
    expect(answer.json.entries[1]).toEqual({ error: "500", errorMessage: "Internal server error" });
    expect(stored()).toEqual(["a", "c"]);
  });

  it("status: does nothing and answers the status, for as many requests as it says", async () => {
    sandbox.faults.set({ kind: "status", status: 503, count: 2 });
    const statuses = [];
    for (const value of ["a", "b", "c"]) statuses.push((await stream.putValues(value)).status);
    expect(statuses).toEqual([503, 503, 200]);
    expect(stored()).toEqual(["c"]);
    expect(sandbox.faults.list()).toEqual([]);
  });

  it("status: happens to a fraction of the requests", async () => {
    sandbox.faults.set({ kind: "status", fraction: 0.25 });
    const statuses = [];
    for (let put = 0; put < 8; put += 1) statuses.push((await stream.putValues("a")).status);
    expect(statuses.filter((status) => status === 500)).toHaveLength(2);
  });

  it("drop: does the work and cuts the connection, so that the caller cannot know", async () => {
    sandbox.faults.set({ kind: "drop", count: 1 });
    await expect(stream.putValues("a")).rejects.toThrow("socket hang up");
    expect(stored()).toEqual(["a"]);
    expect((await stream.putValues("b")).status).toBe(200);
  });

  it("hang: does nothing and never answers, until the sandbox closes", async () => {
    const hanging = await startOciSandbox({ port: 0 });
    const { id } = hanging.createStream({ name: "events" });
    hanging.faults.set({ kind: "hang" });
    const put = new StreamCalls(new SignedClient(hanging), id).putValues("a");
    const outcome = put.then(
      () => "answered",
      () => "cut",
    );
    const pause = new Promise((resolve) => setTimeout(resolve, 100, "nothing"));
    expect(await Promise.race([outcome, pause])).toBe("nothing");
    expect(hanging.records(id)).toEqual([]);
    await hanging.close();
    expect(await outcome).toBe("cut");
  });

  it("latency: answers later", async () => {
    sandbox.faults.set({ kind: "latency", milliseconds: 150 });
    const start = performance.now();
    expect((await stream.putValues("a")).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(145);
  });

  it("unauthenticated: answers 401 to a good signature", async () => {
    sandbox.faults.set({ kind: "unauthenticated", count: 1 });
    expect(await stream.putValues("a")).toMatchObject({ status: 401, json: { code: "NotAuthenticated" } });
    expect((await stream.putValues("a")).status).toBe(200);
  });

  it("expire-cursors: expires what was handed out before, not what is handed out after", async () => {
    await stream.putValues("a");
    const before = await stream.groupCursor({});
    sandbox.faults.set({ kind: "expire-cursors" });
    expect(await stream.get(before)).toMatchObject({
      status: 400,
      json: { message: "The cursor is expired. Create a new one." },
    });
    const after = await stream.get(await stream.groupCursor({}));
    expect(values(after)).toEqual(["a"]);
    expect((await stream.commit(nextCursor(after))).status).toBe(200);
  });

  it("happens only to the operation that it names", async () => {
    sandbox.faults.set({ kind: "status", operation: "GetGroup" });
    expect((await stream.putValues("a")).status).toBe(200);
    expect((await stream.group()).status).toBe(500);
  });

  it("is refused with everything that is wrong with it", () => {
    const wrong = { kind: "explode", operation: "putMessages", count: 0, fraction: 2, status: 200, ms: 5 };
    expect(() => sandbox.faults.set(wrong as never)).toThrow(
      [
        "sandbox fault: ms is unknown. Use kind, operation, count, fraction, status, milliseconds.",
        'sandbox fault: kind is unknown, got "explode". Use one of throttle, hang, status, latency, drop, unauthenticated, refuse, expire-cursors, fail-work.',
        'sandbox fault: operation is unknown, got "putMessages". Use a call that the sandbox knows by the SDK\'s name, such as PutMessages, GetMessages, CreateCursor.',
        "sandbox fault: count must be a whole number above 0, got 0. Leave it out for a fault without end.",
        "sandbox fault: fraction must be above 0 and at most 1, got 2. Use 0.5 for half.",
        "sandbox fault: status must be an HTTP error from 400 to 599, got 200. Use 500.",
      ].join("\n"),
    );
    expect(sandbox.faults.list()).toEqual([]);
  });

  it("can be switched over HTTP without a signature", async () => {
    const faults = `${sandbox.url}/sandbox/faults`;
    const fault = { kind: "status", operation: "PutMessages", count: 2 };
    const put = await fetch(faults, { method: "PUT", body: JSON.stringify(fault) });
    expect(await put.json()).toEqual([fault]);
    expect((await stream.putValues("a")).status).toBe(500);
    expect(await (await fetch(faults)).json()).toEqual([{ ...fault, count: 1 }]);
    expect(await (await fetch(faults, { method: "DELETE" })).json()).toEqual([]);
    expect((await stream.putValues("a")).status).toBe(200);

    const wrong = await fetch(faults, { method: "PUT", body: '{"kind":"explode"}' });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ message: expect.stringMatching(/^sandbox fault: kind/) });
  });
});
