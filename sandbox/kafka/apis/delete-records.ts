import type { Call } from "../call.ts";
import { attempt } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { struct, throttleTime, type Value } from "../wire/struct.ts";
import { array, int16, int32, int64, string } from "../wire/types.ts";

const partition = struct({ partitionIndex: int32, offset: int64 });

const request = struct({
  topics: array(struct({ name: string, partitions: array(partition) })),
  timeoutMs: int32,
});

const response = struct({
  throttleTimeMs: throttleTime(0),
  topics: array(
    struct({
      name: string,
      partitions: array(struct({ partitionIndex: int32, lowWatermark: int64, errorCode: int16 })),
    }),
  ),
});

const all = -1;

/** Forgets what is before an offset. */
export const deleteRecords = defineApi({
  key: 21,
  name: "DeleteRecords",
  versions: [0, 2],
  flexibleFrom: 2,
  request,
  response,
  handle({ topics }, call) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((one) => remove(name, one, call)),
      })),
    };
  },
  refuse({ topics }, errorCode) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, lowWatermark: -1, errorCode })),
      })),
    };
  },
});

function remove(name: string, { partitionIndex, offset }: Value<typeof partition>, { broker, user }: Call) {
  const { errorCode, value = -1 } = attempt(() => {
    user.requireAdministrator("TOPIC_AUTHORIZATION_FAILED");
    const partition = broker.topics.partition(broker.topics.get(name), partitionIndex);
    partition.deleteBefore(offset === all ? partition.end : offset);
    return partition.start;
  });
  return { partitionIndex, lowWatermark: value, errorCode };
}
