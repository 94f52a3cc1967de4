import type { Call } from "../call.ts";
import { attempt, errorCodes } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { between, since, struct, throttleTime, until } from "../wire/struct.ts";
import { array, boolean, int16, int32, int64, nullableArray, nullableString, string } from "../wire/types.ts";

const askedTopics = nullableArray(struct({ name: string, partitionIndexes: array(int32) }));

const request = struct({
  groupId: until(7, string, ""),
  topics: until(7, askedTopics, []),
  groups: since(8, array(struct({ groupId: string, topics: askedTopics })), []),
  requireStable: since(7, boolean, false),
});

const partition = struct({
  partitionIndex: int32,
  committedOffset: int64,
  committedLeaderEpoch: since(5, int32, -1),
  metadata: nullableString,
  errorCode: int16,
});

const foundTopics = array(struct({ name: string, partitions: array(partition) }));

const response = struct({
  throttleTimeMs: throttleTime(3),
  topics: until(7, foundTopics, []),
  errorCode: between(2, 7, int16, 0),
  groups: since(8, array(struct({ groupId: string, topics: foundTopics, errorCode: int16 })), []),
});

type AskedTopics = readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[];

/** How far a group has come, -1 where it has committed nothing. Without topics: wherever it has. */
export const offsetFetch = defineApi({
  key: 9,
  name: "OffsetFetch",
  versions: [1, 8],
  flexibleFrom: 6,
  request,
  response,
  handle({ groupId, topics, groups }, call) {
    if (call.version < 8) return find(groupId, topics, call);
    return {
      groups: groups.map((one) => ({ groupId: one.groupId, ...find(one.groupId, one.topics, call) })),
    };
  },
  refuse({ topics, groups }, errorCode) {
    return {
      errorCode,
      topics: none(topics ?? [], errorCode),
      groups: groups.map(({ groupId }) => ({ groupId, topics: [], errorCode })),
    };
  },
});

function find(groupId: string, topics: AskedTopics | null, { broker, user }: Call) {
  const { errorCode } = attempt(() => user.requireGroup(groupId));
  if (errorCode !== errorCodes.NONE) return { errorCode, topics: none(topics ?? [], errorCode) };
  const offsets = broker.groups.find(groupId)?.offsets;
  const wanted = topics ?? offsets?.all().filter(({ name }) => user.mayDescribe(name)) ?? [];
  return {
    errorCode,
    topics: wanted.map(({ name, partitionIndexes }) => {
      const { errorCode } = attempt(() => user.requireTopic(name, user.mayDescribe(name)));
      return {
        name,
        partitions: partitionIndexes.map((partitionIndex) => {
          const { offset = -1, leaderEpoch = -1, metadata = "" } = offsets?.get(name, partitionIndex) ?? {};
          return {
            partitionIndex,
            committedOffset: offset,
            committedLeaderEpoch: leaderEpoch,
            metadata,
            errorCode,
          };
        }),
      };
    }),
  };
}

function none(topics: AskedTopics, errorCode: number) {
  return topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({
      partitionIndex,
      committedOffset: -1,
      metadata: "",
      errorCode,
    })),
  }));
}
