import { errorCodes } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, withDefault } from "../wire/struct.ts";
import { array, boolean, int8, int16, int32, nullableString, string } from "../wire/types.ts";

const request = struct({
  includeClusterAuthorizedOperations: boolean,
  endpointType: since(1, int8, 1),
  includeFencedBrokers: since(2, boolean, false),
});

const response = struct({
  throttleTimeMs: throttleTime(0),
  errorCode: int16,
  errorMessage: withDefault(nullableString, null),
  endpointType: since(1, int8, 1),
  clusterId: string,
  controllerId: int32,
  brokers: array(
    struct({
      brokerId: int32,
      host: string,
      port: int32,
      rack: withDefault(nullableString, null),
      isFenced: since(2, boolean, false),
    }),
  ),
  clusterAuthorizedOperations: withDefault(int32, -2_147_483_648),
});

/** The cluster as administrators' tools ask for it: one node. */
export const describeCluster = defineApi({
  key: 60,
  name: "DescribeCluster",
  versions: [0, 2],
  flexibleFrom: 0,
  request,
  response,
  handle(_, { broker: { clusterId, nodeId, host, port } }) {
    const brokers = [{ brokerId: nodeId, host, port }];
    return { errorCode: errorCodes.NONE, clusterId, controllerId: nodeId, brokers };
  },
  refuse: (_, errorCode) => ({ errorCode, clusterId: "", controllerId: -1, brokers: [] }),
});
