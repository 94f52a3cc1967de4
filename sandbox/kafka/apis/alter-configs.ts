import { attempt } from "../error-codes.ts";
import { TopicConfig } from "../topic-config.ts";
import { defineApi } from "../wire/api.ts";
import { struct, type Value } from "../wire/struct.ts";
import { array, boolean, int8, nullableString, string } from "../wire/types.ts";
import { changeSettings, settingsResponse } from "./topic-settings.ts";

const resource = struct({
  resourceType: int8,
  resourceName: string,
  configs: array(struct({ name: string, value: nullableString })),
});

const request = struct({ resources: array(resource), validateOnly: boolean });

/** The older way, which kafkajs goes: all settings of a topic are replaced. */
export const alterConfigs = defineApi({
  key: 33,
  name: "AlterConfigs",
  versions: [0, 2],
  flexibleFrom: 2,
  request,
  response: settingsResponse,
  handle({ resources, validateOnly }, call) {
    return {
      resources: resources.map((asked) => ({
        ...asked,
        ...attempt(() => changeSettings(asked, validateOnly, call, () => replaced(asked.configs))),
      })),
    };
  },
  refuse({ resources }, errorCode) {
    return { resources: resources.map((asked) => ({ ...asked, errorCode, errorMessage: null })) };
  },
});

function replaced(configs: Value<typeof resource>["configs"]): TopicConfig {
  const config = new TopicConfig();
  for (const { name, value } of configs) config.set(name, value);
  return config;
}
