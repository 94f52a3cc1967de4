import type { Environment } from "../../../environments/schema.ts";
import type { Update } from "../updates.ts";

export function kafkaUpdates({ kafka }: Environment): readonly Update[] {
  return kafka ? [secondTopic] : [];
}

const secondTopic: Update = {
  kind: "a second topic",
  layer: "kafka",
  patch: { kafka: { topics: { second: { partitions: 1, retentionHours: 24 } } } },
  touches: [/^update helm_release\./],
};

/** Of the topic that the update before made. */
export function longerRetention({ kafka }: Environment): readonly Update[] {
  return kafka
    ? [
        {
          kind: "a longer retention",
          layer: "kafka",
          patch: { kafka: { topics: { second: { retentionHours: 48 } } } },
          touches: [/^update helm_release\./],
          words: /: hours of retention of topic second of release .* 24 → 48/,
        },
      ]
    : [];
}
