import { randomUUID } from "node:crypto";
import { jsonBody } from "../shared/json-body.ts";
import type { Answer, Call, Route } from "../shared/routes.ts";
import type { Cursor, GroupCursor } from "./cursor.ts";
import { cursorExpired, cursorInvalid, invalidParameter } from "./errors.ts";
import type { Faults } from "./faults.ts";
import { getFromGroup, getFromPartition, readLimit } from "./get-messages.ts";
import { putMessages } from "./put-messages.ts";
import type { Store } from "./store.ts";
import type { Stream } from "./stream.ts";

/** The service's default. */
const defaultTimeoutInMs = 30_000;

/** The data plane of the Streaming service, version 20180418. */
export function streamingRoutes(store: Store, faults: Faults): Route[] {
  const at = (path: string) => new RegExp(`^/20180418/streams/([^/]+)/${path}$`);
  return [
    {
      operation: "PutMessages",
      method: "POST",
      path: at("messages"),
      bodyMayBeUnsigned: true,
      handle: (call) => putMessages(store, faults, call),
    },
    { operation: "GetMessages", method: "GET", path: at("messages"), handle: getMessages },
    { operation: "CreateCursor", method: "POST", path: at("cursors"), handle: createCursor },
    { operation: "CreateGroupCursor", method: "POST", path: at("groupCursors"), handle: createGroupCursor },
    { operation: "ConsumerCommit", method: "POST", path: at("commit"), handle: consumerCommit },
    { operation: "ConsumerHeartbeat", method: "POST", path: at("heartbeat"), handle: consumerHeartbeat },
    { operation: "GetGroup", method: "GET", path: at("groups/([^/]+)"), handle: getGroup },
    { operation: "UpdateGroup", method: "PUT", path: at("groups/([^/]+)"), handle: updateGroup },
  ];

  function streamOf(call: Call): Stream {
    return store.stream(call.path[0] ?? "");
  }

  function cursorOf(call: Call, stream: Stream): Cursor {
    const { cursor, number } = store.cursors.decode(call.query.get("cursor"));
    if (cursor.stream !== stream.id) throw cursorInvalid();
    if (faults.takesCursor(call.operation, number)) throw cursorExpired();
    return cursor;
  }

  function groupCursorOf(call: Call, stream: Stream): GroupCursor {
    const cursor = cursorOf(call, stream);
    if (cursor.kind !== "group") throw cursorInvalid();
    return cursor;
  }

  /** The answer that hands a cursor out, in the body and, as after a get, in the header. */
  function cursorAnswer(cursor: Cursor): Answer {
    const value = store.cursors.encode(cursor);
    return { headers: { "opc-next-cursor": value }, body: { value } };
  }

  function getMessages(call: Call): Answer {
    const stream = streamOf(call);
    const limit = readLimit(call.query.get("limit"));
    const cursor = cursorOf(call, stream);
    return cursor.kind === "group"
      ? getFromGroup(store, stream, cursor, limit)
      : getFromPartition(store, stream, cursor, limit);
  }

  function createCursor(call: Call): Answer {
    const stream = streamOf(call);
    const details = jsonBody(call);
    const index = stream.partitions.findIndex(({ id }) => id === details.partition);
    const partition = stream.partitions[index];
    if (!partition) throw invalidParameter(`The stream has no partition ${String(details.partition)}.`);
    const { type, offset } = details;
    let position: number;
    if (type === "AT_OFFSET" || type === "AFTER_OFFSET") {
      if (!Number.isInteger(offset) || Number(offset) < partition.oldest || Number(offset) >= partition.end) {
        throw invalidParameter(`The offset ${String(offset)} is not in the partition.`);
      }
      position = Number(offset) + (type === "AFTER_OFFSET" ? 1 : 0);
    } else {
      position = startOf(stream, details)[index] ?? partition.oldest;
    }
    return cursorAnswer({ kind: "partition", stream: stream.id, partition: index, position });
  }

  function createGroupCursor(call: Call): Answer {
    const stream = streamOf(call);
    const details = jsonBody(call);
    const { groupName, instanceName, timeoutInMs = defaultTimeoutInMs, commitOnGet = true } = details;
    if (typeof groupName !== "string" || groupName === "") throw invalidParameter("groupName is missing.");
    if (!Number.isInteger(timeoutInMs) || Number(timeoutInMs) < 1) {
      throw invalidParameter("timeoutInMs must be a whole number above 0.");
    }
    const instance = typeof instanceName === "string" && instanceName !== "" ? instanceName : randomUUID();
    const group = stream.ensureGroup(groupName, () => startOf(stream, details));
    group.join(instance, Number(timeoutInMs), store.clock());
    group.rebalance(instance);
    return cursorAnswer({
      kind: "group",
      stream: stream.id,
      group: groupName,
      instance,
      timeoutInMs: Number(timeoutInMs),
      commitOnGet: commitOnGet !== false,
      read: [],
    });
  }

  function consumerCommit(call: Call): Answer {
    const stream = streamOf(call);
    const cursor = groupCursorOf(call, stream);
    stream.group(cursor.group).commit(cursor.instance, cursor.read, store.clock());
    return cursorAnswer(cursor);
  }

  function consumerHeartbeat(call: Call): Answer {
    const stream = streamOf(call);
    const cursor = groupCursorOf(call, stream);
    stream.group(cursor.group).heartbeat(cursor.instance, cursor.read, store.clock());
    return cursorAnswer(cursor);
  }

  function getGroup(call: Call): Answer {
    const stream = streamOf(call);
    const groupName = call.path[1] ?? "";
    const reservations = stream.group(groupName).describe(
      stream.partitions.map(({ id }) => id),
      store.clock(),
    );
    return { body: { streamId: stream.id, groupName, reservations } };
  }

  function updateGroup(call: Call): Answer {
    const stream = streamOf(call);
    const group = stream.group(call.path[1] ?? "");
    group.reset(startOf(stream, jsonBody(call)));
    return {};
  }
}

/** Where to start in each partition; undefined is the oldest record, whichever that is by then. */
function startOf(stream: Stream, { type, time }: Record<string, unknown>): (number | undefined)[] {
  if (type === "TRIM_HORIZON") return stream.partitions.map(() => undefined);
  if (type === "LATEST") return stream.partitions.map(({ end }) => end);
  if (type !== "AT_TIME") throw invalidParameter(`The cursor type ${String(type)} is not known here.`);
  const from = typeof time === "string" ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(from)) throw invalidParameter("The time of an AT_TIME cursor must be an RFC 3339 time.");
  return stream.partitions.map((partition) => partition.positionAt(from));
}
