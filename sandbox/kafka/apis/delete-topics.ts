import type { Call } from "../call.ts";
import { attempt, KafkaError } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, until } from "../wire/struct.ts";
import { array, int16, int32, noUuid, nullableString, string, uuid } from "../wire/types.ts";

const request = struct({
  topics: since(6, array(struct({ name: nullableString, topicId: uuid })), []),
  topicNames: until(5, array(string), []),
  timeoutMs: int32,
});

const response = struct({
  throttleTimeMs: throttleTime(1),
  topics: array(
    struct({
      name: nullableString,
      topicId: since(6, uuid, noUuid),
      errorCode: int16,
      errorMessage: since(5, nullableString, null),
    }),
  ),
});

type Asked = { readonly name: string | null; readonly topicId: string };

/** Topics go with their records and with what groups have committed for them. */
export const deleteTopics = defineApi({
  key: 20,
  name: "DeleteTopics",
  versions: [1, 6],
  flexibleFrom: 4,
  request,
  response,
  handle({ topics, topicNames }, call) {
    const asked: Asked[] = [...topics, ...topicNames.map((name) => ({ name, topicId: noUuid }))];
    return { topics: asked.map((one) => ({ ...one, ...attempt(() => remove(one, call)) })) };
  },
  refuse({ topics, topicNames }, errorCode) {
    return {
      topics: [...topics, ...topicNames.map((name) => ({ name }))].map((one) => ({ ...one, errorCode })),
    };
  },
});

function remove({ name, topicId }: Asked, { broker, user }: Call): void {
  user.requireAdministrator("TOPIC_AUTHORIZATION_FAILED");
  const topic = name === null ? broker.topics.findById(topicId) : broker.topics.get(name);
  if (!topic) throw new KafkaError("UNKNOWN_TOPIC_ID");
  broker.topics.delete(topic);
  broker.groups.deleteTopic(topic.name);
}
