import { attempt, errorCodes, KafkaError } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { struct, withDefault } from "../wire/struct.ts";
import { array, int16, int32, string } from "../wire/types.ts";

const request = struct({
  groupId: string,
  topics: array(struct({ name: string, partitions: array(struct({ partitionIndex: int32 })) })),
});

const response = struct({
  errorCode: int16,
  throttleTimeMs: withDefault(int32, 0),
  topics: array(
    struct({ name: string, partitions: array(struct({ partitionIndex: int32, errorCode: int16 })) }),
  ),
});

/** Forgets commits of a group that has no members. */
export const offsetDelete = defineApi({
  key: 47,
  name: "OffsetDelete",
  versions: [0, 0],
  request,
  response,
  handle({ groupId, topics }, { broker, user }) {
    user.requireGroup(groupId);
    const group = broker.groups.find(groupId);
    if (!group) throw new KafkaError("GROUP_ID_NOT_FOUND");
    return {
      errorCode: errorCodes.NONE,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          ...attempt(() => {
            user.requireTopic(name, user.mayRead(name));
            if (group.state !== "Empty") throw new KafkaError("GROUP_SUBSCRIBED_TO_TOPIC");
            group.offsets.delete(name, partitionIndex);
          }),
        })),
      })),
    };
  },
  refuse: (_, errorCode) => ({ errorCode, topics: [] }),
});
