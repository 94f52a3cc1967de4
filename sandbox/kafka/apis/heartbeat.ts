import { errorCodes } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime } from "../wire/struct.ts";
import { int16, int32, nullableString, string } from "../wire/types.ts";

const request = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
});

const response = struct({ throttleTimeMs: throttleTime(1), errorCode: int16 });

/** A member says that it lives, and hears when it has to join anew. */
export const heartbeat = defineApi({
  key: 12,
  name: "Heartbeat",
  versions: [0, 4],
  flexibleFrom: 4,
  request,
  response,
  handle({ groupId, memberId, groupInstanceId, generationId }, { broker, user }) {
    user.requireGroup(groupId);
    const identity = { memberId, instanceId: groupInstanceId, generation: generationId };
    const error = broker.groups.find(groupId)?.heartbeat(identity) ?? "UNKNOWN_MEMBER_ID";
    return { errorCode: errorCodes[error] };
  },
  refuse: (_, errorCode) => ({ errorCode }),
});
