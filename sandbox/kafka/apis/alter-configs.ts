import type { Call } from "../call.ts";
import { attempt, KafkaError } from "../error-codes.ts";
import { TopicConfig } from "../topic-config.ts";
import { defineApi } from "../wire/api.ts";
import { struct, throttleTime, type Value } from "../wire/struct.ts";
import { array, boolean, int8, int16, nullableString, string } from "../wire/types.ts";

const resource = struct({
  resourceType: int8,
  resourceName: string,
  configs: array(struct({ name: string, value: nullableString })),
});

const request = struct({ resources: array(resource), validateOnly: boolean });

const response = struct({
  throttleTimeMs: throttleTime(0),
  resources: array(
    struct({ errorCode: int16, errorMessage: nullableString, resourceType: int8, resourceName: string }),
  ),
});

const topicType = 2;

/** The older way, which kafkajs goes: all settings of a topic are replaced. */
export const alterConfigs = defineApi({
  key: 33,
  name: "AlterConfigs",
  versions: [0, 2],
  flexibleFrom: 2,
  request,
  response,
  handle({ resources, validateOnly }, call) {
    return {
      resources: resources.map((asked) => ({
        ...asked,
        ...attempt(() => replace(asked, validateOnly, call)),
      })),
    };
  },
  refuse({ resources }, errorCode) {
    return { resources: resources.map((asked) => ({ ...asked, errorCode, errorMessage: null })) };
  },
});

function replace(
  { resourceType, resourceName, configs }: Value<typeof resource>,
  validateOnly: boolean,
  call: Call,
) {
  call.user.requireAdministrator("TOPIC_AUTHORIZATION_FAILED");
  if (resourceType !== topicType) {
    throw new KafkaError(
      "INVALID_REQUEST",
      `The sandbox has settings of topics only, got type ${resourceType}.`,
    );
  }
  const topic = call.broker.topics.get(resourceName);
  const changed = new TopicConfig();
  for (const { name, value } of configs) changed.set(name, value);
  if (!validateOnly) topic.config = changed;
}
