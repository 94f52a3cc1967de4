import type { Call } from "../call.ts";
import { attempt, errorCodes, KafkaError } from "../error-codes.ts";
import type { Partition } from "../partition.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, until, type Value } from "../wire/struct.ts";
import {
  array,
  int8,
  int16,
  int32,
  int64,
  noUuid,
  nullableArray,
  records,
  string,
  uuid,
} from "../wire/types.ts";

const partition = struct({
  partition: int32,
  currentLeaderEpoch: since(9, int32, -1),
  fetchOffset: int64,
  lastFetchedEpoch: since(12, int32, -1),
  logStartOffset: since(5, int64, -1),
  partitionMaxBytes: int32,
});

const topic = struct({
  topic: until(12, string, ""),
  topicId: since(13, uuid, noUuid),
  partitions: array(partition),
});

const request = struct({
  replicaId: int32,
  maxWaitMs: int32,
  minBytes: int32,
  maxBytes: int32,
  isolationLevel: int8,
  sessionId: since(7, int32, 0),
  sessionEpoch: since(7, int32, -1),
  topics: array(topic),
  forgottenTopics: since(
    7,
    array(
      struct({ topic: until(12, string, ""), topicId: since(13, uuid, noUuid), partitions: array(int32) }),
    ),
    [],
  ),
  rackId: since(11, string, ""),
});

const response = struct({
  throttleTimeMs: throttleTime(1),
  errorCode: since(7, int16, 0),
  /** 0: there is no session, every fetch says all that it wants. */
  sessionId: since(7, int32, 0),
  topics: array(
    struct({
      topic: until(12, string, ""),
      topicId: since(13, uuid, noUuid),
      partitions: array(
        struct({
          partition: int32,
          errorCode: int16,
          highWatermark: int64,
          lastStableOffset: int64,
          logStartOffset: since(5, int64, -1),
          abortedTransactions: nullableArray(struct({ producerId: int64, firstOffset: int64 })),
          preferredReadReplica: since(11, int32, -1),
          records,
        }),
      ),
    }),
  ),
});

type Request = Value<typeof request>;

/** Reads batches, and waits for them when there are none. */
export const fetch = defineApi({
  key: 1,
  name: "Fetch",
  versions: [4, 13],
  flexibleFrom: 12,
  request,
  response,
  async handle(asked, call) {
    if (asked.sessionId !== 0) return { errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND, topics: [] };
    const deadline = performance.now() + asked.maxWaitMs;
    for (;;) {
      const { topics, bytes, failed, partitions } = collect(asked, call);
      const left = deadline - performance.now();
      if (failed || bytes >= asked.minBytes || left <= 0) return { topics };
      await appendOrTimeout(partitions, left);
    }
  },
  refuse({ topics }, errorCode) {
    return {
      errorCode: errorCodes.NONE,
      topics: topics.map((one) => ({
        ...one,
        partitions: one.partitions.map(({ partition }) => ({ ...nothing, partition, errorCode })),
      })),
    };
  },
});

const nothing = { highWatermark: -1, lastStableOffset: -1, abortedTransactions: null, records: [] };

/** What there is now, up to the limits of the request; of the first batch always the whole. */
function collect({ topics, maxBytes }: Request, call: Call) {
  let bytes = 0;
  let failed = false;
  const partitions: Partition[] = [];
  const found = topics.map(({ topic: name, topicId, partitions: asked }) => ({
    topic: name,
    topicId,
    partitions: asked.map(({ partition: index, fetchOffset, partitionMaxBytes }) => {
      const { errorCode, value } = attempt(() => {
        const partition = findPartition({ name, topicId, index }, call);
        const limit = Math.min(partitionMaxBytes, maxBytes - bytes);
        return { partition, batches: partition.read(fetchOffset, limit, bytes === 0) };
      });
      failed ||= errorCode !== errorCodes.NONE;
      if (!value) return { ...nothing, partition: index, errorCode };
      const { partition, batches } = value;
      partitions.push(partition);
      bytes += batches.reduce((sum, batch) => sum + batch.length, 0);
      return {
        partition: index,
        errorCode,
        highWatermark: partition.end,
        lastStableOffset: partition.end,
        logStartOffset: partition.start,
        abortedTransactions: null,
        records: batches,
      };
    }),
  }));
  return { topics: found, bytes, failed, partitions };
}

function findPartition(
  { name, topicId, index }: { readonly name: string; readonly topicId: string; readonly index: number },
  { broker, user, version }: Call,
): Partition {
  const topic = version >= 13 ? broker.topics.findById(topicId) : undefined;
  if (version >= 13 && !topic) throw new KafkaError("UNKNOWN_TOPIC_ID");
  const topicName = topic?.name ?? name;
  user.requireTopic(topicName, user.mayRead(topicName));
  return broker.topics.partition(topic ?? broker.topics.get(topicName), index);
}

function appendOrTimeout(partitions: readonly Partition[], milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      for (const forget of listening) forget();
      resolve();
    };
    const timer = setTimeout(done, milliseconds).unref();
    const listening = partitions.map((partition) => partition.onAppend(done));
  });
}
