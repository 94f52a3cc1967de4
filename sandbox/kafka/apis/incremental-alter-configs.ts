import { attempt, KafkaError } from "../error-codes.ts";
import type { TopicConfig } from "../topic-config.ts";
import { defineApi } from "../wire/api.ts";
import { struct, type Value } from "../wire/struct.ts";
import { array, boolean, int8, nullableString, string } from "../wire/types.ts";
import { changeSettings, settingsResponse } from "./topic-settings.ts";

const resource = struct({
  resourceType: int8,
  resourceName: string,
  configs: array(struct({ name: string, configOperation: int8, value: nullableString })),
});

const request = struct({ resources: array(resource), validateOnly: boolean });

const operations = { set: 0, delete: 1 };

/** Changes settings of topics, all of a topic's or none. */
export const incrementalAlterConfigs = defineApi({
  key: 44,
  name: "IncrementalAlterConfigs",
  versions: [0, 1],
  flexibleFrom: 1,
  request,
  response: settingsResponse,
  handle({ resources, validateOnly }, call) {
    return {
      resources: resources.map((asked) => ({
        ...asked,
        ...attempt(() =>
          changeSettings(asked, validateOnly, call, (before) => altered(before, asked.configs)),
        ),
      })),
    };
  },
  refuse({ resources }, errorCode) {
    return { resources: resources.map((asked) => ({ ...asked, errorCode, errorMessage: null })) };
  },
});

function altered(before: TopicConfig, configs: Value<typeof resource>["configs"]): TopicConfig {
  const config = before.copy();
  for (const { name, configOperation, value } of configs) {
    if (configOperation !== operations.set && configOperation !== operations.delete) {
      throw new KafkaError("INVALID_REQUEST", "The sandbox sets and deletes settings, and appends to none.");
    }
    config.set(name, configOperation === operations.set ? value : null);
  }
  return config;
}
