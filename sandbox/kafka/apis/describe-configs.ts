import type { Call } from "../call.ts";
import { attempt, KafkaError } from "../error-codes.ts";
import { type TopicConfig, topicSettings } from "../topic-config.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, type Value } from "../wire/struct.ts";
import { array, boolean, int8, int16, nullableArray, nullableString, string } from "../wire/types.ts";

const resource = struct({
  resourceType: int8,
  resourceName: string,
  configurationKeys: nullableArray(string),
});

const request = struct({
  resources: array(resource),
  includeSynonyms: boolean,
  includeDocumentation: since(3, boolean, false),
});

const response = struct({
  throttleTimeMs: throttleTime(0),
  resources: array(
    struct({
      errorCode: int16,
      errorMessage: nullableString,
      resourceType: int8,
      resourceName: string,
      configs: array(
        struct({
          name: string,
          value: nullableString,
          readOnly: boolean,
          configSource: int8,
          isSensitive: boolean,
          synonyms: array(struct({ name: string, value: nullableString, source: int8 })),
          configType: since(3, int8, 0),
          documentation: since(3, nullableString, null),
        }),
      ),
    }),
  ),
});

const resourceTypes = { topic: 2, broker: 4 };
const sources = { topic: 1, default: 5 };
const configTypes = { boolean: 1, string: 2, int: 3, long: 5, double: 6, list: 7 };

/** Settings of topics. A broker's are asked for by tools too; here it has none. */
export const describeConfigs = defineApi({
  key: 32,
  name: "DescribeConfigs",
  versions: [1, 4],
  flexibleFrom: 4,
  request,
  response,
  handle({ resources }, call) {
    return {
      resources: resources.map((asked) => {
        const { value, ...outcome } = attempt(() => describeResource(asked, call));
        return { ...asked, ...outcome, configs: value ?? [] };
      }),
    };
  },
  refuse({ resources }, errorCode) {
    return {
      resources: resources.map((asked) => ({ ...asked, errorCode, errorMessage: null, configs: [] })),
    };
  },
});

function describeResource(asked: Value<typeof resource>, { broker, user }: Call) {
  const { resourceType, resourceName, configurationKeys } = asked;
  if (resourceType === resourceTypes.broker) {
    user.requireAdministrator();
    return [];
  }
  if (resourceType !== resourceTypes.topic) {
    throw new KafkaError(
      "INVALID_REQUEST",
      `The sandbox has settings of topics only, got type ${resourceType}.`,
    );
  }
  user.requireAdministrator("TOPIC_AUTHORIZATION_FAILED");
  const { config } = broker.topics.get(resourceName);
  return describeSettings(config).filter(({ name }) => configurationKeys?.includes(name) ?? true);
}

/** As both this and CreateTopics answer it. */
export function describeSettings(config: TopicConfig) {
  return Object.entries(topicSettings).map(([name, { type }]) => {
    const { value, isDefault } = config.get(name);
    return {
      name,
      value,
      readOnly: false,
      configSource: isDefault ? sources.default : sources.topic,
      isSensitive: false,
      synonyms: [],
      configType: configTypes[type],
    };
  });
}
