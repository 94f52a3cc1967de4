import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Identity } from "../../../../apps/messaging/oci/auth.ts";
import { readPartition } from "../../../../apps/messaging/oci/cursors.ts";
import { HttpClient } from "../../../../apps/messaging/oci/http-client.ts";
import { type StartingPoint, StreamApi } from "../../../../apps/messaging/oci/stream-api.ts";
import type { OciSandbox } from "../../../../sandbox/oci/server.ts";
import { texts } from "../../../support/transport-contract.ts";
import { newStream, quick, startSandbox } from "./oci-stream.ts";

/** How far the sandbox's clock is behind. */
let behindMs = 0;
let sandbox: OciSandbox;
let http: HttpClient;
let api: StreamApi;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: () => Date.now() - behindMs });
  http = new HttpClient(new Identity({ auth: "config-file", configFile: sandbox.configFile }, 1_000), 1_000);
});
afterAll(async () => {
  http.close();
  await sandbox.close();
});

const write = async (...values: string[]) => {
  const entries = await api.put(values.map((value) => ({ key: "k", value: Buffer.from(value) })));
  return entries.map((entry) => ("position" in entry ? entry.position.offset : ""));
};

/** What is there to read from the starting point, until there is nothing more. */
async function readAll(from: StartingPoint, during?: () => Promise<unknown>): Promise<string[]> {
  const read: string[] = [];
  for await (const records of readPartition(api, "0", from, new AbortController().signal, quick)) {
    const waiting = during;
    during = undefined;
    read.push(...texts(records));
    if (waiting) await waiting();
    else if (records.length === 0) break;
  }
  return read;
}

describe("reading one partition without a group", () => {
  let offsets: string[];
  beforeEach(async () => {
    const stream = newStream(sandbox, 1);
    api = new StreamApi(http, { streamMessagesEndpoint: sandbox.url, streamOCID: stream.streamId });
    behindMs = 20_000;
    offsets = await write("one", "two");
    behindMs = 10_000;
    offsets.push(...(await write("three")));
    behindMs = 0;
  });

  it("begins with the oldest record", async () => {
    expect(await readAll({ type: "TRIM_HORIZON" })).toEqual(["one", "two", "three"]);
  });

  it("begins with what comes from now on", async () => {
    expect(await readAll({ type: "LATEST" }, () => write("four"))).toEqual(["four"]);
  });

  it("begins at an offset", async () => {
    expect(await readAll({ type: "AT_OFFSET", offset: String(offsets[1]) })).toEqual(["two", "three"]);
  });

  it("begins after an offset", async () => {
    expect(await readAll({ type: "AFTER_OFFSET", offset: String(offsets[1]) })).toEqual(["three"]);
  });

  it("begins at a time", async () => {
    expect(await readAll({ type: "AT_TIME", time: new Date(Date.now() - 15_000) })).toEqual(["three"]);
  });

  it.each<StartingPoint>([{ type: "TRIM_HORIZON" }, { type: "LATEST" }])(
    "goes on after an expired cursor without a gap or a repetition: $type",
    async (from) => {
      const read = await readAll(from, async () => {
        await write("four");
        sandbox.faults.set({ kind: "expire-cursors", operation: "GetMessages", count: 1 });
      });
      expect(read).toEqual(from.type === "LATEST" ? ["four"] : ["one", "two", "three", "four"]);
    },
  );

  it("survives what passes", async () => {
    sandbox.faults.set(
      { kind: "status", operation: "CreateCursor", count: 2 },
      { kind: "throttle", operation: "GetMessages", count: 2 },
    );
    expect(await readAll({ type: "TRIM_HORIZON" })).toEqual(["one", "two", "three"]);
  });

  it("ends with the service's reason when the partition does not exist", async () => {
    const read = readPartition(api, "7", { type: "TRIM_HORIZON" }, new AbortController().signal, quick);
    await expect(read.next()).rejects.toThrow(/^400 InvalidParameter/);
  });
});
