import type { IncomingMessage } from "node:http";
import { ServiceError } from "./service-error.ts";

/** Generous: a request of 1 MiB is 1.4 MiB in base64, and more when its records are tiny. */
const maximumBodyBytes = 32 * 1_048_576;

/** Keeps web pages out that have their own name resolve to this machine. The port may be that of a proxy. */
export function requireLoopback({ headers: { host = "" } }: IncomingMessage): void {
  if (/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return;
  throw new ServiceError(
    403,
    "NotAllowed",
    `The sandbox answers only to 127.0.0.1 and localhost, got ${host}. Use one of them.`,
  );
}

/** Throws 413 for one that is larger than any request should be. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maximumBodyBytes) {
      throw new ServiceError(413, "PayloadTooLarge", `The body is larger than ${maximumBodyBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
