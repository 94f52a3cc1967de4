import type { Call } from "../call.ts";
import { attempt, KafkaError } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { struct, throttleTime, type Value } from "../wire/struct.ts";
import { array, boolean, int8, int16, nullableString, string } from "../wire/types.ts";

const resource = struct({
  resourceType: int8,
  resourceName: string,
  configs: array(struct({ name: string, configOperation: int8, value: nullableString })),
});

const request = struct({ resources: array(resource), validateOnly: boolean });

const response = struct({
  throttleTimeMs: throttleTime(0),
  resources: array(
    struct({ errorCode: int16, errorMessage: nullableString, resourceType: int8, resourceName: string }),
  ),
});

const topicType = 2;
const operations = { set: 0, delete: 1 };

/** Changes settings of topics, all of a topic's or none. */
export const incrementalAlterConfigs = defineApi({
  key: 44,
  name: "IncrementalAlterConfigs",
  versions: [0, 1],
  flexibleFrom: 1,
  request,
  response,
  handle({ resources, validateOnly }, call) {
    return {
      resources: resources.map((asked) => ({ ...asked, ...attempt(() => alter(asked, validateOnly, call)) })),
    };
  },
  refuse({ resources }, errorCode) {
    return { resources: resources.map((asked) => ({ ...asked, errorCode, errorMessage: null })) };
  },
});

function alter(
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
  const changed = topic.config.copy();
  for (const { name, configOperation, value } of configs) {
    if (configOperation !== operations.set && configOperation !== operations.delete) {
      throw new KafkaError("INVALID_REQUEST", "The sandbox sets and deletes settings, and appends to none.");
    }
    changed.set(name, configOperation === operations.set ? value : null);
  }
  if (!validateOnly) topic.config = changed;
}
