import type { Call } from "../call.ts";
import { attempt, errorCodes, KafkaError } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { between, since, struct, throttleTime, until } from "../wire/struct.ts";
import { array, int8, int16, int32, nullableString, string } from "../wire/types.ts";

const request = struct({
  key: until(3, string, ""),
  keyType: since(1, int8, 0),
  coordinatorKeys: since(4, array(string), []),
});

const response = struct({
  throttleTimeMs: throttleTime(1),
  errorCode: until(3, int16, 0),
  errorMessage: between(1, 3, nullableString, null),
  nodeId: until(3, int32, -1),
  host: until(3, string, ""),
  port: until(3, int32, -1),
  coordinators: since(
    4,
    array(
      struct({
        key: string,
        nodeId: int32,
        host: string,
        port: int32,
        errorCode: int16,
        errorMessage: nullableString,
      }),
    ),
    [],
  ),
});

const group = 0;

/** Who looks after a group: the only node. */
export const findCoordinator = defineApi({
  key: 10,
  name: "FindCoordinator",
  versions: [0, 4],
  flexibleFrom: 3,
  request,
  response,
  handle({ key, keyType, coordinatorKeys }, call) {
    const coordinators = coordinatorKeys.map((one) => ({ key: one, ...find(one, keyType, call) }));
    return call.version < 4 ? find(key, keyType, call) : { coordinators };
  },
  refuse({ coordinatorKeys }, errorCode) {
    return {
      ...nobody,
      errorCode,
      coordinators: coordinatorKeys.map((key) => ({ ...nobody, key, errorCode })),
    };
  },
});

const nobody = {
  nodeId: -1,
  host: "",
  port: -1,
  errorCode: errorCodes.NONE as number,
  errorMessage: null as string | null,
};

function find(key: string, keyType: number, { broker, user }: Call) {
  const { nodeId, host, port } = broker;
  const { errorCode, errorMessage } = attempt(() => {
    if (keyType !== group) {
      throw new KafkaError("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "The sandbox has no transactions.");
    }
    user.requireGroup(key);
  });
  return errorCode === errorCodes.NONE
    ? { nodeId, host, port, errorCode, errorMessage }
    : { ...nobody, errorCode, errorMessage };
}
