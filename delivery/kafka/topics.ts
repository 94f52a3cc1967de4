import { setTimeout as sleep } from "node:timers/promises";
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ResourcePatternTypes,
} from "kafkajs";

export interface TopicSettings {
  readonly name: string;
  readonly partitions: number;
  /** Such as `max.message.bytes`. @default the broker's */
  readonly config?: Readonly<Record<string, string>>;
  /** Who may write it, as the chart's producers may. */
  readonly writers?: readonly string[];
  /** Who may read it, in any group, as the chart's consumers may in their own. */
  readonly readers?: readonly string[];
}

/** Makes a topic of one replica. What exists stays. */
export async function createTopic(admin: Admin, settings: TopicSettings): Promise<void> {
  const { name, partitions, config = {}, writers = [], readers = [] } = settings;
  const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
  await admin.createTopics({
    topics: [{ topic: name, numPartitions: partitions, replicationFactor: 1, configEntries }],
    // kafkajs would wait, but gives up when the broker has not heard of the topic yet.
    waitForLeaders: false,
  });
  for (const end = Date.now() + 30_000; !(await isLed(admin, name)); await sleep(50)) {
    if (Date.now() > end) throw new Error(`kafka: topic ${name} must have leaders within 30 s, got none.`);
  }
  const { TOPIC, GROUP } = AclResourceTypes;
  const { READ, WRITE, DESCRIBE } = AclOperationTypes;
  const acl = [
    ...writers.flatMap((user) => [allow(user, TOPIC, name, WRITE), allow(user, TOPIC, name, DESCRIBE)]),
    ...readers.flatMap((user) => [
      allow(user, TOPIC, name, READ),
      allow(user, TOPIC, name, DESCRIBE),
      allow(user, GROUP, "*", READ),
    ]),
  ];
  if (acl.length > 0) await admin.createAcls({ acl });
}

async function isLed(admin: Admin, topic: string): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.every(({ leader }) => leader >= 0) ?? false;
  } catch {
    return false;
  }
}

/** As the chart grants it. */
export function allow(
  user: string,
  resourceType: AclResourceTypes,
  resourceName: string,
  operation: AclOperationTypes,
): AclEntry {
  return {
    principal: `User:${user}`,
    host: "*",
    operation,
    permissionType: AclPermissionTypes.ALLOW,
    resourceType,
    resourceName,
    resourcePatternType: ResourcePatternTypes.LITERAL,
  };
}
