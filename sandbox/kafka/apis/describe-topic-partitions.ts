import type { Call } from "../call.ts";
import { attempt, errorCodes } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { struct, throttleTime, withDefault } from "../wire/struct.ts";
import {
  array,
  boolean,
  int16,
  int32,
  noUuid,
  nullable,
  nullableArray,
  nullableString,
  string,
  uuid,
} from "../wire/types.ts";

const cursor = nullable(struct({ topicName: string, partitionIndex: int32 }));

const request = struct({
  topics: array(struct({ name: string })),
  responsePartitionLimit: int32,
  cursor,
});

const response = struct({
  throttleTimeMs: throttleTime(0),
  topics: array(
    struct({
      errorCode: int16,
      name: nullableString,
      topicId: uuid,
      isInternal: withDefault(boolean, false),
      partitions: array(
        struct({
          errorCode: int16,
          partitionIndex: int32,
          leaderId: int32,
          leaderEpoch: withDefault(int32, 0),
          replicaNodes: array(int32),
          isrNodes: array(int32),
          eligibleLeaderReplicas: withDefault(nullableArray(int32), []),
          lastKnownElr: withDefault(nullableArray(int32), []),
          offlineReplicas: withDefault(array(int32), []),
        }),
      ),
      topicAuthorizedOperations: withDefault(int32, -2_147_483_648),
    }),
  ),
  nextCursor: withDefault(cursor, null),
});

/** As Metadata, in the way of newer tools. Everything comes in one answer, so there is never a next one. */
export const describeTopicPartitions = defineApi({
  key: 75,
  name: "DescribeTopicPartitions",
  versions: [0, 0],
  flexibleFrom: 0,
  request,
  response,
  handle({ topics, cursor }, call) {
    const { broker, user } = call;
    const all = broker.topics.all().filter(({ name }) => user.mayDescribe(name));
    const asked = topics.length > 0 ? topics : all;
    const from = cursor?.topicName ?? "";
    const names = asked.map(({ name }) => name).filter((name) => name >= from);
    return { topics: names.sort().map((name) => describeTopic(name, call)) };
  },
  refuse({ topics }, errorCode) {
    return { topics: topics.map(({ name }) => ({ name, errorCode, topicId: noUuid, partitions: [] })) };
  },
});

function describeTopic(name: string, { broker, user }: Call) {
  const { errorCode, value } = attempt(() => {
    user.requireTopic(name, user.mayDescribe(name));
    return broker.topics.get(name);
  });
  const nodes = [broker.nodeId];
  return {
    errorCode,
    name,
    topicId: value?.id ?? noUuid,
    partitions: (value?.partitions ?? []).map(({ index }) => ({
      errorCode: errorCodes.NONE,
      partitionIndex: index,
      leaderId: broker.nodeId,
      replicaNodes: nodes,
      isrNodes: nodes,
    })),
  };
}
