import { attempt } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { struct, throttleTime } from "../wire/struct.ts";
import { array, int16, string } from "../wire/types.ts";

/** Groups without members go, with their commits. */
export const deleteGroups = defineApi({
  key: 42,
  name: "DeleteGroups",
  versions: [0, 2],
  flexibleFrom: 2,
  request: struct({ groups: array(string) }),
  response: struct({
    throttleTimeMs: throttleTime(0),
    groups: array(struct({ groupId: string, errorCode: int16 })),
  }),
  handle({ groups }, { broker, user }) {
    return {
      groups: groups.map((groupId) => ({
        groupId,
        ...attempt(() => {
          user.requireGroup(groupId);
          broker.groups.delete(groupId);
        }),
      })),
    };
  },
  refuse({ groups }, errorCode) {
    return { groups: groups.map((groupId) => ({ groupId, errorCode })) };
  },
});
