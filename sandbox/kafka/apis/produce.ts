import type { Call } from "../call.ts";
import { attempt, errorCodes, KafkaError } from "../error-codes.ts";
import { readBatch } from "../record-batch.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, type Value } from "../wire/struct.ts";
import { array, int16, int32, int64, nullableBytes, nullableString, string } from "../wire/types.ts";

const partition = struct({ index: int32, records: nullableBytes });

const request = struct({
  transactionalId: since(3, nullableString, null),
  acks: int16,
  timeoutMs: int32,
  topics: array(struct({ name: string, partitions: array(partition) })),
});

const response = struct({
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          errorCode: int16,
          baseOffset: int64,
          logAppendTimeMs: since(2, int64, -1),
          logStartOffset: since(5, int64, -1),
          recordErrors: since(8, array(struct({ batchIndex: int32, message: nullableString })), []),
          errorMessage: since(8, nullableString, null),
        }),
      ),
    }),
  ),
  throttleTimeMs: throttleTime(1),
});

/** Of `acks`: every replica in sync has the records. */
const all = -1;

/**
 * Appends a batch to each partition. The versions before 3 are listed, as
 * Kafka 4 lists them, for librdkafka, which packs nothing without them.
 */
export const produce = defineApi({
  key: 0,
  name: "Produce",
  versions: [0, 9],
  flexibleFrom: 9,
  request,
  response,
  handle({ acks, topics }, call) {
    const answer = {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((one) => append(name, one, acks, call)),
      })),
    };
    return acks === 0 ? undefined : answer;
  },
  refuse({ topics }, errorCode) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ index }) => ({ index, errorCode, baseOffset: -1 })),
      })),
    };
  },
});

function append(
  name: string,
  { index, records }: Value<typeof partition>,
  acks: number,
  { broker, user, version }: Call,
) {
  const { errorCode, errorMessage, value } = attempt(() => {
    if (version < 3) throw new KafkaError("UNSUPPORTED_VERSION");
    user.requireTopic(name, user.mayWrite(name));
    const topic = broker.topics.get(name);
    const partition = broker.topics.partition(topic, index);
    if (acks === all && topic.config.number("min.insync.replicas") > 1) {
      throw new KafkaError("NOT_ENOUGH_REPLICAS", "There is one broker, so one replica.");
    }
    const batch = readBatch(records, topic.config.number("max.message.bytes"));
    return { baseOffset: partition.append(batch), logStartOffset: partition.start };
  });
  const { baseOffset = -1, logStartOffset = -1 } = value ?? {};
  return {
    index,
    errorCode,
    errorMessage: errorCode === errorCodes.NONE ? null : errorMessage,
    baseOffset,
    logStartOffset,
  };
}
