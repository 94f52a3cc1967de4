import { errorCodes } from "../error-codes.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct, throttleTime } from "../wire/struct.ts";
import { array, int16, string } from "../wire/types.ts";

const request = struct({
  statesFilter: since(4, array(string), []),
  typesFilter: since(5, array(string), []),
});

const response = struct({
  throttleTimeMs: throttleTime(1),
  errorCode: int16,
  groups: array(
    struct({
      groupId: string,
      protocolType: string,
      groupState: since(4, string, ""),
      groupType: since(5, string, "classic"),
    }),
  ),
});

/** The groups that the user may see; all are of the classic protocol. */
export const listGroups = defineApi({
  key: 16,
  name: "ListGroups",
  versions: [0, 5],
  flexibleFrom: 3,
  request,
  response,
  handle({ statesFilter, typesFilter }, { broker, user }) {
    const has = (filter: readonly string[], text: string) =>
      filter.length === 0 || filter.some((one) => one.toLowerCase() === text.toLowerCase());
    const groups = broker.groups
      .all()
      .filter(
        ({ id, state }) => user.mayUseGroup(id) && has(statesFilter, state) && has(typesFilter, "classic"),
      );
    return {
      errorCode: errorCodes.NONE,
      groups: groups.map(({ id, protocolType, state }) => ({ groupId: id, protocolType, groupState: state })),
    };
  },
  refuse: (_, errorCode) => ({ errorCode, groups: [] }),
});
