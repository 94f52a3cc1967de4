import type { Call } from "../call.ts";
import { attempt, errorCodes, KafkaError } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, type Value } from "../wire/struct.ts";
import {
  array,
  boolean,
  int8,
  int16,
  int32,
  noUuid,
  nullableArray,
  nullableString,
  string,
  uuid,
} from "../wire/types.ts";
import { describeSettings } from "./describe-configs.ts";

const topic = struct({
  name: string,
  partitionCount: int32,
  replicationFactor: int16,
  assignments: array(struct({ partitionIndex: int32, brokerIds: array(int32) })),
  configs: array(struct({ name: string, value: nullableString })),
});

const request = struct({ topics: array(topic), timeoutMs: int32, validateOnly: boolean });

const response = struct({
  throttleTimeMs: throttleTime(2),
  topics: array(
    struct({
      name: string,
      topicId: since(7, uuid, noUuid),
      errorCode: int16,
      errorMessage: nullableString,
      partitionCount: since(5, int32, -1),
      replicationFactor: since(5, int16, -1),
      configs: since(
        5,
        nullableArray(
          struct({
            name: string,
            value: nullableString,
            readOnly: boolean,
            configSource: int8,
            isSensitive: boolean,
          }),
        ),
        [],
      ),
    }),
  ),
});

/** Only an administrator makes topics. There is one node, so one replica. */
export const createTopics = defineApi({
  key: 19,
  name: "CreateTopics",
  versions: [2, 7],
  flexibleFrom: 5,
  request,
  response,
  handle({ topics, validateOnly }, call) {
    return { topics: topics.map((one) => create(one, validateOnly, call)) };
  },
  refuse({ topics }, errorCode) {
    return { topics: topics.map(({ name }) => ({ name, errorCode, errorMessage: null })) };
  },
});

function create(asked: Value<typeof topic>, validateOnly: boolean, { broker, user }: Call) {
  const { name, partitionCount, replicationFactor, assignments, configs } = asked;
  const { errorCode, errorMessage, value } = attempt(() => {
    user.requireAdministrator("TOPIC_AUTHORIZATION_FAILED");
    const replicas = Math.max(replicationFactor, ...assignments.map(({ brokerIds }) => brokerIds.length));
    if (replicas > 1 || replicationFactor === 0) {
      throw new KafkaError(
        "INVALID_REPLICATION_FACTOR",
        `There is one broker, so one replica, got ${replicas}.`,
      );
    }
    const settings = configs.map(({ name, value }) => [name, value ?? ""] as const);
    const count = assignments.length || (partitionCount === -1 ? 1 : partitionCount);
    return broker.topics.create(name, count, Object.fromEntries(settings), { validateOnly });
  });
  if (errorCode !== errorCodes.NONE || !value) return { name, errorCode, errorMessage };
  return {
    name,
    topicId: value.id,
    errorCode,
    errorMessage,
    partitionCount: value.partitions.length,
    replicationFactor: 1,
    configs: describeSettings(value.config),
  };
}
