import { errorCodes } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime, until } from "../wire/struct.ts";
import { array, int16, nullableString, string } from "../wire/types.ts";

const request = struct({
  groupId: string,
  memberId: until(2, string, ""),
  members: since(
    3,
    array(
      struct({ memberId: string, groupInstanceId: nullableString, reason: since(5, nullableString, null) }),
    ),
    [],
  ),
});

const response = struct({
  throttleTimeMs: throttleTime(1),
  errorCode: int16,
  members: since(
    3,
    array(struct({ memberId: string, groupInstanceId: nullableString, errorCode: int16 })),
    [],
  ),
});

/** A member goes and its partitions are shared among the others at once; a tool may send static members away. */
export const leaveGroup = defineApi({
  key: 13,
  name: "LeaveGroup",
  versions: [0, 5],
  flexibleFrom: 4,
  request,
  response,
  handle({ groupId, memberId, members }, { broker, user, version }) {
    user.requireGroup(groupId);
    const leave = (id: string, instanceId: string | null) =>
      errorCodes[broker.groups.find(groupId)?.leave({ memberId: id, instanceId }) ?? "UNKNOWN_MEMBER_ID"];
    if (version < 3) return { errorCode: leave(memberId, null) };
    return {
      errorCode: errorCodes.NONE,
      members: members.map((one) => ({ ...one, errorCode: leave(one.memberId, one.groupInstanceId) })),
    };
  },
  refuse: (_, errorCode) => ({ errorCode }),
});
