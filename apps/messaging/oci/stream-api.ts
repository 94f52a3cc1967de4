import type { OutgoingRecord, Position, ReceivedRecord } from "../transport.ts";
import { NoAnswerError } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";

/** Which stream, and where: the content of the secret. */
export interface StreamDetails {
  readonly streamMessagesEndpoint: string;
  readonly streamOCID: string;
}

export type PutEntry =
  | { readonly position: Position }
  /** `error` is a status as text; a throttled entry says in its message when to come again. */
  | { readonly error: string; readonly errorMessage: string };

/** Where to begin in one partition; the five kinds of cursor that the service knows. */
export type StartingPoint =
  | { readonly type: "TRIM_HORIZON" | "LATEST" }
  | { readonly type: "AT_OFFSET" | "AFTER_OFFSET"; readonly offset: string }
  | { readonly type: "AT_TIME"; readonly time: Date };

export interface GroupMember {
  readonly group: string;
  readonly instance: string;
  readonly reservationMs: number;
}

export interface Page {
  readonly records: readonly ReceivedRecord[];
  readonly nextCursor: string;
}

interface WireEntry {
  readonly partition?: string | null;
  readonly offset?: number | null;
  readonly error?: string | null;
  readonly errorMessage?: string | null;
}

interface WireMessage {
  readonly partition: string;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string;
  readonly timestamp: string;
}

/** The operations of OCI Streaming that the transport needs, for one stream (API version 20180418). */
export class StreamApi {
  readonly details: StreamDetails;
  readonly #http: HttpClient;
  readonly #base: string;

  constructor(http: HttpClient, details: StreamDetails) {
    this.#http = http;
    this.details = details;
    const endpoint = details.streamMessagesEndpoint.replace(/\/+$/, "");
    this.#base = `${endpoint}/20180418/streams/${encodeURIComponent(details.streamOCID)}`;
  }

  /** One entry for each record, in their order. A success of the request says nothing about its entries. */
  async put(records: readonly OutgoingRecord[]): Promise<readonly PutEntry[]> {
    const messages = records.map(
      ({ key, value }) =>
        `{"key":${key === null ? "null" : `"${Buffer.from(key).toString("base64")}"`},"value":"${value.toString("base64")}"}`,
    );
    const answer = await this.#post("/messages", `{"messages":[${messages.join(",")}]}`);
    const { entries } = (answer ?? {}) as { readonly entries?: readonly WireEntry[] };
    if (entries?.length !== records.length) {
      throw new NoAnswerError("PutMessages: the answer does not have one entry for each record", true);
    }
    return entries.map(({ partition, offset, error, errorMessage }) =>
      error || partition == null || offset == null
        ? { error: error ?? "Unknown", errorMessage: errorMessage ?? "no reason given" }
        : { position: { partition, offset: String(offset) } },
    );
  }

  async get(cursor: string, limit: number, signal?: AbortSignal): Promise<Page> {
    const url = new URL(`${this.#base}/messages?cursor=${encodeURIComponent(cursor)}&limit=${limit}`);
    const { body, headers } = await this.#http.send({ method: "GET", url }, signal);
    const nextCursor = headers["opc-next-cursor"];
    if (!Array.isArray(body) || typeof nextCursor !== "string") {
      throw new NoAnswerError("GetMessages: the answer is not a list with opc-next-cursor", true);
    }
    return { records: (body as readonly WireMessage[]).map(received), nextCursor };
  }

  createCursor(partition: string, from: StartingPoint, signal?: AbortSignal): Promise<string> {
    // The wire format has offsets as numbers, though they may outgrow what a number holds exactly.
    const offset = "offset" in from ? `,"offset":${BigInt(from.offset)}` : "";
    const time = "time" in from ? `,"time":"${from.time.toISOString()}"` : "";
    const body = `{"partition":${JSON.stringify(partition)},"type":"${from.type}"${offset}${time}}`;
    return this.#cursor("/cursors", body, signal);
  }

  createGroupCursor(member: GroupMember, signal?: AbortSignal): Promise<string> {
    const body = {
      // Only for a group that has no commits yet: it begins with everything that is there.
      type: "TRIM_HORIZON",
      groupName: member.group,
      instanceName: member.instance,
      timeoutInMs: member.reservationMs,
      // The service's default is true: the next get would commit this one, handled or not.
      commitOnGet: false,
    };
    return this.#cursor("/groupCursors", JSON.stringify(body), signal);
  }

  /** Sends all instances of a group to the oldest records that are left. */
  async rewindGroup(group: string): Promise<void> {
    const url = new URL(`${this.#base}/groups/${encodeURIComponent(group)}`);
    await this.#http.send({ method: "PUT", url, body: '{"type":"TRIM_HORIZON"}' });
  }

  /** Commits what was read up to the cursor and returns the cursor to go on with. */
  commit(cursor: string): Promise<string> {
    return this.#cursor(`/commit?cursor=${encodeURIComponent(cursor)}`, "");
  }

  /** Keeps the partitions of the cursor reserved and returns the cursor to go on with. */
  heartbeat(cursor: string): Promise<string> {
    return this.#cursor(`/heartbeat?cursor=${encodeURIComponent(cursor)}`, "");
  }

  async #cursor(path: string, body: string, signal?: AbortSignal): Promise<string> {
    const { value } = ((await this.#post(path, body, signal)) ?? {}) as { readonly value?: unknown };
    if (typeof value !== "string") throw new NoAnswerError(`${path}: the answer holds no cursor`, true);
    return value;
  }

  async #post(path: string, body: string, signal?: AbortSignal): Promise<unknown> {
    return (await this.#http.send({ method: "POST", url: new URL(this.#base + path), body }, signal)).body;
  }
}

function received({ partition, offset, key, value, timestamp }: WireMessage): ReceivedRecord {
  return {
    partition,
    offset: String(offset),
    key: key === null || key === undefined ? null : Buffer.from(key, "base64").toString(),
    value: Buffer.from(value, "base64"),
    timestamp: Date.parse(timestamp),
  };
}
