import type { Call } from "../call.ts";
import { attempt } from "../error-codes.ts";
import type { Partition } from "../partition.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, type Value } from "../wire/struct.ts";
import { array, int8, int16, int32, int64, string } from "../wire/types.ts";

const partition = struct({
  partitionIndex: int32,
  currentLeaderEpoch: since(4, int32, -1),
  timestamp: int64,
});

const request = struct({
  replicaId: int32,
  isolationLevel: since(2, int8, 0),
  topics: array(struct({ name: string, partitions: array(partition) })),
});

const response = struct({
  throttleTimeMs: throttleTime(2),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          partitionIndex: int32,
          errorCode: int16,
          timestamp: int64,
          offset: int64,
          leaderEpoch: since(4, int32, 0),
        }),
      ),
    }),
  ),
});

/**
 * Which offset a time has. As batches stay packed, a time leads to the first
 * record of the batch that holds it, not to the record itself.
 */
export const listOffsets = defineApi({
  key: 2,
  name: "ListOffsets",
  versions: [1, 7],
  flexibleFrom: 6,
  request,
  response,
  handle({ topics }, call) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((one) => find(name, one, call)),
      })),
    };
  },
  refuse({ topics }, errorCode) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode,
          timestamp: -1,
          offset: -1,
        })),
      })),
    };
  },
});

function find(name: string, { partitionIndex, timestamp }: Value<typeof partition>, { broker, user }: Call) {
  const { errorCode, value } = attempt(() => {
    user.requireTopic(name, user.mayDescribe(name));
    return position(broker.topics.partition(broker.topics.get(name), partitionIndex), timestamp);
  });
  return { partitionIndex, errorCode, ...(value ?? { timestamp: -1, offset: -1 }) };
}

const latest = -1;
const earliest = -2;
const newest = -3;

function position(
  partition: Partition,
  time: number,
): { readonly timestamp: number; readonly offset: number } {
  if (time === latest) return { timestamp: -1, offset: partition.end };
  if (time === earliest) return { timestamp: -1, offset: partition.start };
  if (time === newest) {
    const batch = partition.newestBatch();
    return { timestamp: batch?.maxTimestamp ?? -1, offset: batch?.lastOffset ?? -1 };
  }
  const batch = partition.batchAt(time);
  return {
    timestamp: batch?.maxTimestamp ?? -1,
    offset: batch ? Math.max(batch.baseOffset, partition.start) : -1,
  };
}
