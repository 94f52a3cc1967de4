import { KafkaError } from "./error-codes.ts";

interface Setting {
  readonly initial: string;
  /** As DescribeConfigs names it. */
  readonly type: "string" | "int" | "long" | "list" | "boolean" | "double";
  readonly pattern: RegExp;
}

const wholeNumber = /^\d{1,15}$/;
const wholeOrUnlimited = /^(\d{1,15}|-1)$/;

/** Settings of a topic that are taken. The first four work; the others are only kept. */
export const topicSettings: Readonly<Record<string, Setting>> = {
  "retention.ms": { initial: "604800000", type: "long", pattern: wholeOrUnlimited },
  "retention.bytes": { initial: "-1", type: "long", pattern: wholeOrUnlimited },
  "max.message.bytes": { initial: "1048588", type: "int", pattern: wholeNumber },
  "min.insync.replicas": { initial: "1", type: "int", pattern: wholeNumber },
  "cleanup.policy": { initial: "delete", type: "list", pattern: /^delete$/ },
  "compression.type": { initial: "producer", type: "string", pattern: /^producer$/ },
  "message.timestamp.type": { initial: "CreateTime", type: "string", pattern: /^CreateTime$/ },
  "segment.bytes": { initial: "1073741824", type: "int", pattern: wholeNumber },
  "segment.ms": { initial: "604800000", type: "long", pattern: wholeNumber },
  "unclean.leader.election.enable": { initial: "false", type: "boolean", pattern: /^(true|false)$/ },
};

/** The settings of one topic. */
export class TopicConfig {
  readonly #values = new Map<string, string>();

  /** @throws KafkaError INVALID_CONFIG. */
  constructor(values: Readonly<Record<string, string | number>> = {}) {
    for (const [name, value] of Object.entries(values)) this.set(name, String(value));
  }

  /** Null goes back to the default. */
  set(name: string, value: string | null): void {
    const setting = topicSettings[name];
    if (!setting) {
      throw new KafkaError("INVALID_CONFIG", `The sandbox does not know the topic setting ${name}.`);
    }
    if (value === null) {
      this.#values.delete(name);
      return;
    }
    if (!setting.pattern.test(value)) {
      throw new KafkaError("INVALID_CONFIG", `${name} must be like ${setting.initial}, got ${value}.`);
    }
    this.#values.set(name, value);
  }

  get(name: string): { readonly value: string; readonly isDefault: boolean } {
    const value = this.#values.get(name);
    return { value: value ?? topicSettings[name]?.initial ?? "", isDefault: value === undefined };
  }

  number(name: "retention.ms" | "retention.bytes" | "max.message.bytes" | "min.insync.replicas"): number {
    return Number(this.get(name).value);
  }

  copy(): TopicConfig {
    return new TopicConfig(Object.fromEntries(this.#values));
  }
}
