import { errorCodes } from "../error-codes.ts";
import { refusedJoin } from "../groups/member.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime } from "../wire/struct.ts";
import { array, boolean, bytes, int16, int32, nullableString, string } from "../wire/types.ts";

const request = struct({
  groupId: string,
  sessionTimeoutMs: int32,
  rebalanceTimeoutMs: since(1, int32, -1),
  memberId: string,
  groupInstanceId: since(5, nullableString, null),
  protocolType: string,
  protocols: array(struct({ name: string, metadata: bytes })),
  reason: since(8, nullableString, null),
});

const response = struct({
  throttleTimeMs: throttleTime(2),
  errorCode: int16,
  generationId: int32,
  protocolType: since(7, nullableString, null),
  protocolName: nullableString,
  leader: string,
  skipAssignment: since(9, boolean, false),
  memberId: string,
  members: array(
    struct({ memberId: string, groupInstanceId: since(5, nullableString, null), metadata: bytes }),
  ),
});

/** Makes the client a member. The answer waits until everybody is there. */
export const joinGroup = defineApi({
  key: 11,
  name: "JoinGroup",
  versions: [0, 9],
  flexibleFrom: 6,
  request,
  response,
  async handle(asked, { broker, user, version, clientId, clientHost }) {
    user.requireGroup(asked.groupId);
    const { sessionTimeoutMs, rebalanceTimeoutMs } = asked;
    const { error, generation, protocolName, ...answer } = await broker.groups.join(asked.groupId, {
      memberId: asked.memberId,
      instanceId: asked.groupInstanceId,
      clientId,
      clientHost,
      sessionTimeoutMs,
      rebalanceTimeoutMs: rebalanceTimeoutMs < 0 ? sessionTimeoutMs : rebalanceTimeoutMs,
      protocolType: asked.protocolType,
      // Copies: the request's bytes belong to its connection.
      protocols: asked.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) })),
      comesAgainWithId: version >= 4,
      maySkipAssignment: version >= 9,
    });
    return {
      ...answer,
      errorCode: errorCodes[error],
      generationId: generation,
      protocolName: protocolName ?? (version >= 7 ? null : ""),
    };
  },
  refuse({ memberId }, errorCode) {
    const { generation, ...answer } = refusedJoin("NONE", memberId);
    return { ...answer, generationId: generation, protocolName: "", errorCode };
  },
});
