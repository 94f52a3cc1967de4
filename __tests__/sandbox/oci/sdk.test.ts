import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { ConfigFileAuthenticationDetailsProvider } from "oci-common";
import { SecretsClient } from "oci-secrets";
import { StreamClient } from "oci-streaming";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("the OCI sandbox, spoken to by Oracle's own SDK", () => {
  let sandbox: OciSandbox;
  let streamClient: StreamClient;
  let secretsClient: SecretsClient;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0 });
    const authenticationDetailsProvider = new ConfigFileAuthenticationDetailsProvider(
      sandbox.configFile,
      "DEFAULT",
    );
    streamClient = new StreamClient({ authenticationDetailsProvider });
    streamClient.endpoint = sandbox.url;
    secretsClient = new SecretsClient({ authenticationDetailsProvider });
    secretsClient.endpoint = sandbox.url;
  });

  afterAll(async () => {
    streamClient.close();
    secretsClient.close();
    await sandbox.close();
  });

  it("gives back what was put, read with a partition cursor", async () => {
    const { id: streamId } = sandbox.createStream({ name: "events" });

    const { putMessagesResult } = await streamClient.putMessages({
      streamId,
      putMessagesDetails: {
        messages: [{ key: base64("Ada"), value: base64("first") }, { value: base64("second") }],
      },
    });
    expect(putMessagesResult.failures).toBe(0);
    expect(putMessagesResult.entries).toEqual([
      { partition: "0", offset: 0, timestamp: expect.anything() },
      { partition: "0", offset: 1, timestamp: expect.anything() },
    ]);

    const { cursor } = await streamClient.createCursor({
      streamId,
      createCursorDetails: { partition: "0", type: "TRIM_HORIZON" as never },
    });
    const { items, opcNextCursor, opcRequestId } = await streamClient.getMessages({
      streamId,
      cursor: cursor.value,
    });
    expect(items).toEqual([
      {
        stream: "events",
        partition: "0",
        key: base64("Ada"),
        value: base64("first"),
        offset: 0,
        timestamp: expect.anything(),
      },
      {
        stream: "events",
        partition: "0",
        key: null,
        value: base64("second"),
        offset: 1,
        timestamp: expect.anything(),
      },
    ]);
    expect(opcRequestId).toMatch(/\/[0-9a-f-]{36}$/);
    const next = await streamClient.getMessages({ streamId, cursor: opcNextCursor });
    expect(next.items).toEqual([]);
  });

  it("reads in a group, commits by hand and shows both in the group's state", async () => {
    const { id: streamId } = sandbox.createStream({ name: "events", partitions: 2 });
    await streamClient.putMessages({
      streamId,
      putMessagesDetails: {
        messages: ["a", "b", "c", "d"].map((key) => ({ key: base64(key), value: base64(key) })),
      },
    });
    const { cursor } = await streamClient.createGroupCursor({
      streamId,
      createGroupCursorDetails: {
        groupName: "readers",
        instanceName: "one",
        type: "TRIM_HORIZON" as never,
        commitOnGet: false,
        timeoutInMs: 10_000,
      },
    });
    const { items, opcNextCursor } = await streamClient.getMessages({ streamId, cursor: cursor.value });
    expect(items.map(({ key }) => key).sort()).toEqual(["a", "b", "c", "d"].map(base64));

    const heartbeat = await streamClient.consumerHeartbeat({ streamId, cursor: opcNextCursor });
    const commit = await streamClient.consumerCommit({ streamId, cursor: heartbeat.cursor.value });
    expect((await streamClient.getMessages({ streamId, cursor: commit.cursor.value })).items).toEqual([]);

    const { group } = await streamClient.getGroup({ streamId, groupName: "readers" });
    expect(group).toEqual({
      streamId,
      groupName: "readers",
      reservations: ["0", "1"].map((partition) => ({
        partition,
        committedOffset: Math.max(
          ...items.filter((item) => item.partition === partition).map(({ offset }) => offset),
        ),
        reservedInstance: "one",
        timeReservedUntil: expect.anything(),
      })),
    });

    await streamClient.updateGroup({
      streamId,
      groupName: "readers",
      updateGroupDetails: { type: "TRIM_HORIZON" as never },
    });
    const again = await streamClient.getMessages({ streamId, cursor: commit.cursor.value });
    expect(again.items).toHaveLength(4);
  });

  it("hands a secret out by its OCID, and the next version after an update", async () => {
    const { id: secretId } = sandbox.createSecret({ name: "connection", content: "one" });
    const first = await secretsClient.getSecretBundle({ secretId });
    expect(first.secretBundle).toMatchObject({
      secretId,
      versionNumber: 1,
      secretBundleContent: { contentType: "BASE64", content: base64("one") },
      stages: ["CURRENT", "LATEST"],
    });

    sandbox.updateSecret(secretId, "two");
    const second = await secretsClient.getSecretBundle({ secretId });
    expect(second.secretBundle).toMatchObject({
      versionNumber: 2,
      secretBundleContent: { content: base64("two") },
    });
    const previous = await secretsClient.getSecretBundle({ secretId, stage: "PREVIOUS" as never });
    expect(previous.secretBundle).toMatchObject({ versionNumber: 1, stages: ["PREVIOUS"] });

    sandbox.updateSecret(secretId, "three");
    const oldest = await secretsClient.getSecretBundle({ secretId, versionNumber: 1 });
    expect(oldest.secretBundle).toMatchObject({ versionNumber: 1, stages: ["DEPRECATED"] });
  });

  it("says in Oracle's words that a secret or a stream does not exist", async () => {
    const missing = {
      statusCode: 404,
      serviceCode: "NotAuthorizedOrNotFound",
      message: "Authorization failed or requested resource not found.",
    };
    // The SDK reports every error on the console as well.
    const warn = jest.spyOn(console, "warn").mockReturnValue();
    await expect(secretsClient.getSecretBundle({ secretId: "ocid1.vaultsecret.none" })).rejects.toMatchObject(
      missing,
    );
    await expect(
      streamClient.getGroup({ streamId: "ocid1.stream.none", groupName: "g" }),
    ).rejects.toMatchObject(missing);
    warn.mockRestore();
  });
});
