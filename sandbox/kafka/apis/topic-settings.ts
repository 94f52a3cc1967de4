import type { Call } from "../call.ts";
import { KafkaError } from "../error-codes.ts";
import type { TopicConfig } from "../topic-config.ts";
import { struct, throttleTime } from "../wire/struct.ts";
import { array, int8, int16, nullableString, string } from "../wire/types.ts";

/** What both ways to change settings answer. */
export const settingsResponse = struct({
  throttleTimeMs: throttleTime(0),
  resources: array(
    struct({ errorCode: int16, errorMessage: nullableString, resourceType: int8, resourceName: string }),
  ),
});

const topicType = 2;

export interface AskedSettings {
  readonly resourceType: number;
  readonly resourceName: string;
}

/** @param changed the settings afterwards; throws when one of them is wrong, and none is changed */
export function changeSettings(
  { resourceType, resourceName }: AskedSettings,
  validateOnly: boolean,
  { broker, user }: Call,
  changed: (before: TopicConfig) => TopicConfig,
): void {
  user.requireAdministrator("TOPIC_AUTHORIZATION_FAILED");
  if (resourceType !== topicType) {
    throw new KafkaError(
      "INVALID_REQUEST",
      `The sandbox has settings of topics only, got type ${resourceType}.`,
    );
  }
  const topic = broker.topics.get(resourceName);
  const config = changed(topic.config);
  if (!validateOnly) topic.config = config;
}
