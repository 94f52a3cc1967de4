import type { IncomingMessage } from "node:http";
import { HttpProblem } from "./answer.ts";

/** The stream takes no message above 1 MiB, so a body of one that fits fits too. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Above this the connection is cut instead. */
const MAX_DISCARDED_BYTES = 16 * MAX_BODY_BYTES;

export interface JsonBody {
  /** Media type in lower case, without parameters. */
  readonly mediaType: string;
  readonly value: unknown;
  /** As they came. */
  readonly bytes: Buffer;
}

/** How much the body may have, before it is read: what the client says, within the limit. */
export function announcedBytes({ headers }: IncomingMessage): number {
  const announced = headers["content-length"];
  return announced === undefined ? MAX_BODY_BYTES : Math.min(Number(announced), MAX_BODY_BYTES);
}

/**
 * Reads a JSON body.
 *
 * @throws {HttpProblem} 415 for another media type, 413 above {@link MAX_BODY_BYTES}, 400 for anything that is not JSON.
 */
export async function readJson(request: IncomingMessage, accepted: readonly string[]): Promise<JsonBody> {
  const mediaType = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!accepted.includes(mediaType)) {
    throw new HttpProblem({
      status: 415,
      title: "Unsupported Media Type",
      detail: `content-type must be ${accepted.join(" or ")}, got ${mediaType === "" ? "nothing" : mediaType}.`,
      headers: request.method === "POST" ? { "accept-post": accepted.join(", ") } : {},
    });
  }
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    throw new HttpProblem({
      status: 415,
      title: "Unsupported Media Type",
      detail: `content-encoding must be identity, got ${encoding}. Send the body uncompressed.`,
    });
  }
  const bytes = await readBytes(request);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { mediaType, value: JSON.parse(text), bytes };
  } catch (error) {
    throw new HttpProblem({
      status: 400,
      title: "Bad Request",
      detail: `The body must be JSON in UTF-8: ${(error as Error).message}.`,
    });
  }
}

/** Reads what is too large to its end, so that the client is still there to hear why it was refused. */
async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_DISCARDED_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_DISCARDED_BYTES) break;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw tooLarge();
  return Buffer.concat(chunks, size);
}

function tooLarge(): HttpProblem {
  return new HttpProblem({
    status: 413,
    title: "Content Too Large",
    detail: `A body may have at most ${MAX_BODY_BYTES} bytes. Send the records in several requests.`,
  });
}
