import type { Call } from "../call.ts";
import { attempt, KafkaError } from "../error-codes.ts";
import type { Group } from "../groups/group.ts";
import { defineApi } from "../wire/api.ts";
import { between, since, struct, throttleTime, type Value } from "../wire/struct.ts";
import { array, int16, int32, int64, nullableString, string } from "../wire/types.ts";

const partition = struct({
  partitionIndex: int32,
  committedOffset: int64,
  committedLeaderEpoch: since(6, int32, -1),
  committedMetadata: nullableString,
});

const request = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(7, nullableString, null),
  retentionTimeMs: between(2, 4, int64, -1),
  topics: array(struct({ name: string, partitions: array(partition) })),
});

const response = struct({
  throttleTimeMs: throttleTime(3),
  topics: array(
    struct({ name: string, partitions: array(struct({ partitionIndex: int32, errorCode: int16 })) }),
  ),
});

/** Keeps how far the group has come. Refused to somebody who is no member any more. */
export const offsetCommit = defineApi({
  key: 8,
  name: "OffsetCommit",
  versions: [2, 8],
  flexibleFrom: 8,
  request,
  response,
  handle(asked, call) {
    const { groupId, memberId, groupInstanceId: instanceId, generationId: generation } = asked;
    call.user.requireGroup(groupId);
    const { groups } = call.broker;
    // Only a reader without membership makes a group by its commit.
    const group = generation < 0 ? groups.getOrCreate(groupId) : groups.find(groupId);
    if (!group) throw new KafkaError("ILLEGAL_GENERATION");
    group.requireCommitter({ memberId, instanceId, generation });
    return {
      topics: asked.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((one) => commit(group, name, one, call)),
      })),
    };
  },
  refuse({ topics }, errorCode) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
      })),
    };
  },
});

function commit(group: Group, name: string, one: Value<typeof partition>, { broker, user }: Call) {
  const { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata } = one;
  const { errorCode } = attempt(() => {
    user.requireTopic(name, user.mayRead(name));
    broker.topics.partition(broker.topics.get(name), partitionIndex);
    const committed = {
      offset: committedOffset,
      leaderEpoch: committedLeaderEpoch,
      metadata: committedMetadata,
    };
    group.offsets.set(name, partitionIndex, committed);
  });
  return { partitionIndex, errorCode };
}
