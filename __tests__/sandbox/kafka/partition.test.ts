import { describe, expect, it } from "@jest/globals";
import { crc32c } from "../../../sandbox/kafka/crc32c.ts";
import { Partition } from "../../../sandbox/kafka/partition.ts";
import { readBatch } from "../../../sandbox/kafka/record-batch.ts";
import { Topics } from "../../../sandbox/kafka/topics.ts";
import { type BatchProps, recordBatch } from "./record-batches.ts";

const append = (partition: Partition, props: BatchProps = {}) =>
  partition.append(readBatch(recordBatch(props), 1_048_588));

describe("a partition of the embedded broker", () => {
  it("gives batches their offsets and reads whole ones, from the one that holds the offset", () => {
    const partition = new Partition(0);
    expect([3, 1, 2].map((records) => append(partition, { records }))).toEqual([0, 3, 4]);
    expect(partition.end).toBe(6);
    const offsets = (from: number, bytes: number, atLeastOne = true) =>
      partition.read(from, bytes, atLeastOne).map((batch) => Number(batch.readBigInt64BE(0)));
    expect(offsets(2, 1_000)).toEqual([0, 3, 4]);
    expect(offsets(3, 122)).toEqual([3, 4]);
    expect(offsets(3, 121)).toEqual([3]);
    expect(offsets(3, 1)).toEqual([3]);
    expect(offsets(3, 1, false)).toEqual([]);
    expect(offsets(6, 1_000)).toEqual([]);
    expect(() => offsets(7, 1_000)).toThrow("The offset must be 0 to 6, got 7.");
  });

  it("keeps a copy, whose place in the log its CRC does not cover", () => {
    const partition = new Partition(0);
    const sent = recordBatch();
    append(partition);
    partition.append(readBatch(sent, 1_000));
    const [, kept = Buffer.alloc(0)] = partition.read(0, 1_000, true);
    sent.fill(0);
    expect(readBatch(kept, 1_000).recordCount).toBe(1);
  });

  it.each([
    ["is damaged", (batch: Buffer) => batch.fill(9, 61), "CORRUPT_MESSAGE"],
    ["has an older format", (batch: Buffer) => batch.writeInt8(1, 16), "INVALID_RECORD"],
    ["is cut short", (batch: Buffer) => batch.writeInt32BE(999, 8), "INVALID_RECORD"],
    [
      "counts its records wrong",
      (batch: Buffer) => resign(batch, () => batch.writeInt32BE(5, 57)),
      "INVALID_RECORD",
    ],
    [
      "belongs to a transaction",
      (batch: Buffer) => resign(batch, () => batch.writeInt16BE(16, 21)),
      "INVALID_RECORD",
    ],
  ])("refuses a batch that %s", (_, spoil, errorName) => {
    const batch = recordBatch({ payloadBytes: 20 });
    spoil(batch);
    expect(() => readBatch(batch, 1_000)).toThrow(expect.objectContaining({ errorName }));
  });

  it("takes a batch of max.message.bytes and refuses one more byte", () => {
    expect(readBatch(recordBatch({ payloadBytes: 39 }), 100).recordCount).toBe(1);
    expect(() => readBatch(recordBatch({ payloadBytes: 40 }), 100)).toThrow(
      "The record batch must be at most 100 bytes (max.message.bytes), got 101.",
    );
  });

  it("answers each of an idempotent producer's last five batches with the offset that it has already", () => {
    const partition = new Partition(0);
    const send = (sequence: number, epoch = 0) =>
      append(partition, { records: 2, producer: { id: 9, epoch, sequence } });
    expect([0, 2, 4, 6, 8, 10].map((sequence) => send(sequence))).toEqual([0, 2, 4, 6, 8, 10]);
    expect([2, 4, 6, 8, 10].map((sequence) => send(sequence))).toEqual([2, 4, 6, 8, 10]);
    expect(partition.end).toBe(12);
    expect(() => send(0)).toThrow("The sequence of producer 9 must go on with 12, got 0.");
    expect(() => send(14)).toThrow(expect.objectContaining({ errorName: "OUT_OF_ORDER_SEQUENCE_NUMBER" }));
    expect(send(0, 1)).toBe(12);
    expect(() => send(2, 0)).toThrow(expect.objectContaining({ errorName: "INVALID_PRODUCER_EPOCH" }));
  });

  it("goes on with sequence 0 behind the largest one", () => {
    const partition = new Partition(0);
    append(partition, { records: 2, producer: { id: 9, sequence: 2_147_483_646 } });
    expect(append(partition, { producer: { id: 9, sequence: 0 } })).toBe(2);
  });

  it("forgets records by age and by size, the oldest first, and says where it starts then", () => {
    let now = 1_000;
    const topics = new Topics(() => now);
    const topic = topics.create("t", 1, { "retention.ms": 500, "retention.bytes": 122 });
    const [partition = new Partition(0)] = topic.partitions;
    for (const maxTimestamp of [1_000, 1_200, 1_400, 1_500]) append(partition, { records: 10, maxTimestamp });
    expect(topics.partition(topic, 0).start).toBe(20);
    now = 1_901;
    expect(topics.partition(topic, 0)).toMatchObject({ start: 30, end: 40, bytes: 61 });
    now = 9_000;
    expect(topics.partition(topic, 0)).toMatchObject({ start: 40, end: 40, bytes: 0 });
    expect(append(partition)).toBe(40);
  });

  it("knows CRC-32C", () => {
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  });
});

/** Changes a batch and gives it the CRC that fits. */
function resign(batch: Buffer, change: () => unknown): void {
  change();
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
}
