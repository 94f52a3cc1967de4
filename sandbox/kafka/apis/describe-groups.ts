import type { Call } from "../call.ts";
import { attempt, errorCodes, KafkaError } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime } from "../wire/struct.ts";
import { array, boolean, bytes, int16, int32, nullableString, string } from "../wire/types.ts";

const request = struct({ groups: array(string), includeAuthorizedOperations: since(3, boolean, false) });

const response = struct({
  throttleTimeMs: throttleTime(1),
  groups: array(
    struct({
      errorCode: int16,
      errorMessage: since(6, nullableString, null),
      groupId: string,
      groupState: string,
      protocolType: string,
      protocolData: string,
      members: array(
        struct({
          memberId: string,
          groupInstanceId: since(4, nullableString, null),
          clientId: string,
          clientHost: string,
          memberMetadata: bytes,
          memberAssignment: bytes,
        }),
      ),
      authorizedOperations: since(3, int32, -2_147_483_648),
    }),
  ),
});

/** Who is in a group, and who reads what. */
export const describeGroups = defineApi({
  key: 15,
  name: "DescribeGroups",
  versions: [0, 6],
  flexibleFrom: 5,
  request,
  response,
  handle({ groups }, call) {
    return {
      groups: groups.map((groupId) => {
        const { value, ...outcome } = attempt(() => describeGroup(groupId, call));
        return { ...unknown, ...outcome, ...value, groupId };
      }),
    };
  },
  refuse({ groups }, errorCode) {
    return { groups: groups.map((groupId) => ({ ...unknown, groupId, errorCode })) };
  },
});

const unknown = {
  errorCode: errorCodes.NONE as number,
  groupState: "Dead",
  protocolType: "",
  protocolData: "",
  members: [],
};

function describeGroup(groupId: string, { broker, user, version }: Call) {
  user.requireGroup(groupId);
  const group = broker.groups.find(groupId);
  if (!group) {
    if (version >= 6) throw new KafkaError("GROUP_ID_NOT_FOUND", `Group ${groupId} not found.`);
    return unknown;
  }
  return {
    groupState: group.state,
    protocolType: group.protocolType,
    protocolData: group.protocolName,
    members: group.members.map((member) => ({
      memberId: member.id,
      groupInstanceId: member.instanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: member.metadataFor(group.protocolName),
      memberAssignment: member.assignment,
    })),
  };
}
