import { attempt } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { struct, throttleTime } from "../wire/struct.ts";
import { array, boolean, int16, int32, nullableArray, nullableString, string } from "../wire/types.ts";

const request = struct({
  topics: array(
    struct({
      name: string,
      count: int32,
      assignments: nullableArray(struct({ brokerIds: array(int32) })),
    }),
  ),
  timeoutMs: int32,
  validateOnly: boolean,
});

const response = struct({
  throttleTimeMs: throttleTime(0),
  topics: array(struct({ name: string, errorCode: int16, errorMessage: nullableString })),
});

/** A topic can only grow. */
export const createPartitions = defineApi({
  key: 37,
  name: "CreatePartitions",
  versions: [0, 3],
  flexibleFrom: 2,
  request,
  response,
  handle({ topics, validateOnly }, { broker, user }) {
    return {
      topics: topics.map(({ name, count }) => ({
        name,
        ...attempt(() => {
          user.requireAdministrator("TOPIC_AUTHORIZATION_FAILED");
          broker.topics.grow(broker.topics.get(name), count, { validateOnly });
        }),
      })),
    };
  },
  refuse({ topics }, errorCode) {
    return { topics: topics.map(({ name }) => ({ name, errorCode, errorMessage: null })) };
  },
});
