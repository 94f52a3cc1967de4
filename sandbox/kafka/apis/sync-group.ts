import { errorCodes } from "../error-codes.ts";
import { nothing } from "../groups/member.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime } from "../wire/struct.ts";
import { array, bytes, int16, int32, nullableString, string } from "../wire/types.ts";

const request = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
  protocolType: since(5, nullableString, null),
  protocolName: since(5, nullableString, null),
  assignments: array(struct({ memberId: string, assignment: bytes })),
});

const response = struct({
  throttleTimeMs: throttleTime(1),
  errorCode: int16,
  protocolType: since(5, nullableString, null),
  protocolName: since(5, nullableString, null),
  assignment: bytes,
});

/** Gives each member its part of what the leader has shared out. The answer waits for the leader. */
export const syncGroup = defineApi({
  key: 14,
  name: "SyncGroup",
  versions: [0, 5],
  flexibleFrom: 4,
  request,
  response,
  async handle(asked, { broker, user }) {
    user.requireGroup(asked.groupId);
    const group = broker.groups.find(asked.groupId);
    if (!group) return { errorCode: errorCodes.UNKNOWN_MEMBER_ID, assignment: nothing };
    const { error, ...answer } = await group.sync(
      { memberId: asked.memberId, instanceId: asked.groupInstanceId, generation: asked.generationId },
      asked.assignments,
      { type: asked.protocolType, name: asked.protocolName },
    );
    return { ...answer, errorCode: errorCodes[error] };
  },
  refuse: (_, errorCode) => ({ errorCode, assignment: nothing }),
});
