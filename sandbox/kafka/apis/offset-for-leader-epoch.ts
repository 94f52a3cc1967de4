import type { Call } from "../call.ts";
import { attempt } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, type Value } from "../wire/struct.ts";
import { array, int16, int32, int64, string } from "../wire/types.ts";

const partition = struct({ partition: int32, currentLeaderEpoch: int32, leaderEpoch: int32 });

const request = struct({
  replicaId: since(3, int32, -2),
  topics: array(struct({ topic: string, partitions: array(partition) })),
});

const response = struct({
  throttleTimeMs: throttleTime(2),
  topics: array(
    struct({
      topic: string,
      partitions: array(struct({ errorCode: int16, partition: int32, leaderEpoch: int32, endOffset: int64 })),
    }),
  ),
});

/** Where a leader's time ended. The one leader here has never changed, so that is the end of the log. */
export const offsetForLeaderEpoch = defineApi({
  key: 23,
  name: "OffsetForLeaderEpoch",
  versions: [2, 4],
  flexibleFrom: 4,
  request,
  response,
  handle({ topics }, call) {
    return {
      topics: topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map((one) => find(topic, one, call)),
      })),
    };
  },
  refuse({ topics }, errorCode) {
    return {
      topics: topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(({ partition }) => ({
          partition,
          errorCode,
          leaderEpoch: -1,
          endOffset: -1,
        })),
      })),
    };
  },
});

function find(
  topic: string,
  { partition: index, leaderEpoch }: Value<typeof partition>,
  { broker, user }: Call,
) {
  const { errorCode, value: endOffset = -1 } = attempt(() => {
    user.requireTopic(topic, user.mayDescribe(topic));
    return broker.topics.partition(broker.topics.get(topic), index).end;
  });
  return { partition: index, errorCode, leaderEpoch: leaderEpoch < 0 ? -1 : 0, endOffset };
}
