import { expect, it } from "@jest/globals";
import { Partitioners } from "kafkajs";
import { murmur2, partitionOf } from "../../../../apps/messaging/kafka/murmur2.ts";

it("hashes keys of every length as Kafka's own clients do", () => {
  // Expected by org.apache.kafka.common.utils.UtilsTest.testMurmur2.
  const known = {
    "21": -973932308,
    foobar: -790332482,
    "a-little-bit-long-string": -985981536,
    "a-little-bit-longer-string": -1486304829,
    lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
    abc: 479470107,
  };
  for (const [key, hash] of Object.entries(known))
    expect([key, murmur2(Buffer.from(key))]).toEqual([key, hash]);
});

it("chooses the partition that kafkajs would", () => {
  const choose = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: 7 }, (_, partitionId) => ({ partitionId, leader: 1 }));
  for (let number = 0; number < 300; number += 1) {
    const key = "ключ €".repeat(number % 5) + number;
    const metadata = partitionMetadata as Parameters<typeof choose>[0]["partitionMetadata"];
    const expected = choose({ topic: "t", partitionMetadata: metadata, message: { key, value: "" } });
    expect(partitionOf(Buffer.from(key), 7)).toBe(expected);
  }
});
