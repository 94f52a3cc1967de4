import type { Call } from "../call.ts";
import { attempt, errorCodes, KafkaError } from "../error-codes.ts";
import type { Topic } from "../topics.ts";
import { defineApi } from "../wire/api.ts";
import { between, since, struct, throttleTime, type Value } from "../wire/struct.ts";
import {
  array,
  boolean,
  int16,
  int32,
  noUuid,
  nullableArray,
  nullableString,
  string,
  uuid,
} from "../wire/types.ts";

/** In place of a set of operations that nobody has worked out. */
const notWorkedOut = -2_147_483_648;

const request = struct({
  topics: nullableArray(struct({ topicId: since(10, uuid, noUuid), name: nullableString })),
  allowAutoTopicCreation: since(4, boolean, true),
  includeClusterAuthorizedOperations: between(8, 10, boolean, false),
  includeTopicAuthorizedOperations: since(8, boolean, false),
});

const response = struct({
  throttleTimeMs: throttleTime(3),
  brokers: array(struct({ nodeId: int32, host: string, port: int32, rack: since(1, nullableString, null) })),
  clusterId: since(2, nullableString, null),
  controllerId: since(1, int32, -1),
  topics: array(
    struct({
      errorCode: int16,
      name: nullableString,
      topicId: since(10, uuid, noUuid),
      isInternal: since(1, boolean, false),
      partitions: array(
        struct({
          errorCode: int16,
          partitionIndex: int32,
          leaderId: int32,
          leaderEpoch: since(7, int32, 0),
          replicaNodes: array(int32),
          isrNodes: array(int32),
          offlineReplicas: since(5, array(int32), []),
        }),
      ),
      topicAuthorizedOperations: since(8, int32, notWorkedOut),
    }),
  ),
  clusterAuthorizedOperations: between(8, 10, int32, notWorkedOut),
});

/** Where everything is. A topic that is asked for is never made by that. */
export const metadata = defineApi({
  key: 3,
  name: "Metadata",
  versions: [0, 12],
  flexibleFrom: 9,
  request,
  response,
  handle(asked, call) {
    return { ...cluster(call), topics: topicsOf(asked, call).map((topic) => describeTopic(topic, call)) };
  },
  refuse(asked, errorCode) {
    return {
      brokers: [],
      topics: (asked.topics ?? []).map(({ topicId, name }) => ({ errorCode, topicId, name, partitions: [] })),
    };
  },
});

type AskedTopic = { readonly topicId: string; readonly name: string | null };

function topicsOf({ topics }: Value<typeof request>, { broker, user, version }: Call): readonly AskedTopic[] {
  if (topics !== null && !(version === 0 && topics.length === 0)) return topics;
  const all = broker.topics.all().filter(({ name }) => user.mayDescribe(name));
  return all.map(({ name }) => ({ topicId: noUuid, name }));
}

function cluster({ broker: { nodeId, host, port, clusterId } }: Call) {
  return { brokers: [{ nodeId, host, port }], clusterId, controllerId: nodeId };
}

function describeTopic(asked: AskedTopic, call: Call) {
  const { errorCode, value } = attempt(() => findTopic(asked, call));
  const { name = asked.name, id: topicId = asked.topicId, partitions = [] } = value ?? {};
  const nodes = [call.broker.nodeId];
  return {
    errorCode,
    name,
    topicId,
    partitions: partitions.map(({ index }) => ({
      errorCode: errorCodes.NONE,
      partitionIndex: index,
      leaderId: call.broker.nodeId,
      replicaNodes: nodes,
      isrNodes: nodes,
    })),
  };
}

function findTopic({ name, topicId }: AskedTopic, { broker, user }: Call): Topic {
  if (name === null) {
    const topic = broker.topics.findById(topicId);
    if (!topic || !user.mayDescribe(topic.name)) throw new KafkaError("UNKNOWN_TOPIC_ID");
    return topic;
  }
  user.requireTopic(name, user.mayDescribe(name));
  return broker.topics.get(name);
}
