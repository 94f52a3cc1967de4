import { setTimeout as sleep } from "node:timers/promises";
import { apis, findApi, isLogin } from "./api-registry.ts";
import { unsupportedApiVersions } from "./apis/api-versions.ts";
import type { Broker } from "./broker.ts";
import { type ErrorName, errorCodes, KafkaError } from "./error-codes.ts";
import type { Faults } from "./faults.ts";
import type { Session } from "./session.ts";
import type { User } from "./user.ts";
import type { Api, Exchange } from "./wire/api.ts";
import { Reader } from "./wire/reader.ts";
import { nullableString } from "./wire/types.ts";
import { Writer } from "./wire/writer.ts";

/** A request that no API here is for. */
export interface UnknownCall {
  readonly apiKey: number;
  readonly version: number;
}

export interface RequestHandlerProps {
  readonly broker: Broker;
  readonly faults: Faults;
  readonly session: Session;
  readonly clientHost: string;
  readonly unknownCalls: UnknownCall[];
}

/** Without a length before it; `silence`: this request gets no answer, `hang`: nor does any other. */
export type Outcome = readonly Buffer[] | "silence" | "hang" | "cut";

const apiVersionsKey = 18;

/**
 * Answers one request. As Kafka does, it cuts the connection of a client that
 * says what it cannot know to be understood, or that has not logged in.
 */
export async function handleRequest(frame: Buffer, props: RequestHandlerProps): Promise<Outcome> {
  const reader = new Reader(frame);
  const apiKey = reader.int16();
  const version = reader.int16();
  const correlationId = reader.int32();
  const api = findApi(apiKey);
  const isSpoken = api && version >= api.versions[0] && version <= api.versions[1];
  if (!isSpoken && apiKey === apiVersionsKey) {
    const writer = new Writer(0, false);
    writer.int32(correlationId);
    unsupportedApiVersions(apis, writer);
    return writer.finish();
  }
  if (!isSpoken) {
    props.unknownCalls.push({ apiKey, version });
    return "cut";
  }
  if (!props.session.user && !isLogin(api)) return "cut";

  const clientId = nullableString.read(reader) ?? "";
  reader.version = version;
  reader.flexible = api.isFlexible(version);
  if (reader.flexible) reader.skipTags();
  const answer = await answerOrFault(api, api.open(reader), { ...props, version, clientId });
  if (answer === undefined) return "silence";
  if (typeof answer === "string") return answer;
  const writer = new Writer(version, reader.flexible);
  writer.int32(correlationId);
  if (reader.flexible && apiKey !== apiVersionsKey) writer.noTags();
  answer(writer);
  return writer.finish();
}

type Calling = RequestHandlerProps & { readonly version: number; readonly clientId: string };

async function answerOrFault({ name }: Api, exchange: Exchange, calling: Calling) {
  const { faults } = calling;
  const latency = faults.take("latency", name);
  if (latency) await sleep(latency.milliseconds ?? 100);
  if (faults.take("hang", name)) return "hang";
  const error = faults.take("error", name);
  if (error) return exchange.refuse(errorCodes[(error.error ?? "UNKNOWN_SERVER_ERROR") as ErrorName]);
  const answer = await work(exchange, calling);
  return faults.take("drop", name) ? "cut" : answer;
}

async function work(exchange: Exchange, { broker, session, version, clientId, clientHost }: Calling) {
  try {
    // Before the login only the login itself gets here, and that has no use for a user.
    const user = session.user as User;
    return await exchange.handle({ broker, session, user, version, clientId, clientHost });
  } catch (error) {
    if (error instanceof KafkaError) return exchange.refuse(error.code);
    process.emitWarning(error instanceof Error ? error : String(error));
    return exchange.refuse(errorCodes.UNKNOWN_SERVER_ERROR);
  }
}
