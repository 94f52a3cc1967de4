import { errorCodes, KafkaError } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime } from "../wire/struct.ts";
import { int16, int32, int64, nullableString } from "../wire/types.ts";

const request = struct({
  transactionalId: nullableString,
  transactionTimeoutMs: int32,
  producerId: since(3, int64, -1),
  producerEpoch: since(3, int16, -1),
});

const response = struct({
  throttleTimeMs: throttleTime(0),
  errorCode: int16,
  producerId: int64,
  producerEpoch: int16,
});

/** An id by which an idempotent producer's batches are told apart. */
export const initProducerId = defineApi({
  key: 22,
  name: "InitProducerId",
  versions: [0, 4],
  flexibleFrom: 2,
  request,
  response,
  handle({ transactionalId }, { broker, user }) {
    if (transactionalId !== null) {
      throw new KafkaError("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "The sandbox has no transactions.");
    }
    if (!user.mayWriteAnywhere) throw new KafkaError("CLUSTER_AUTHORIZATION_FAILED");
    return { errorCode: errorCodes.NONE, producerId: broker.nextProducerId(), producerEpoch: 0 };
  },
  refuse: (_, errorCode) => ({ errorCode, producerId: -1, producerEpoch: -1 }),
});
