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
    waitForLeaders: true,
  });
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
