import type { Logger } from "pino";
import { messageOf } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";
import type { StreamDetails } from "./stream-api.ts";
import { pause } from "./waiting.ts";

/** Reads `{"streamMessagesEndpoint", "streamOCID"}` from the current version of a secret (API version 20190301). */
export async function readStreamDetails(
  http: HttpClient,
  endpoint: string,
  secretOcid: string,
): Promise<StreamDetails> {
  const base = endpoint.replace(/\/+$/, "");
  const url = new URL(`${base}/20190301/secretbundles/${encodeURIComponent(secretOcid)}`);
  const { body } = await http.send({ method: "GET", url });
  const details = parseDetails(body);
  if (!details) {
    // Never the content: whatever it is, it was put there as a secret.
    throw new Error(
      `secret ${secretOcid}: content must be JSON with the texts streamMessagesEndpoint (an http or https URL) and ` +
        "streamOCID, got something else (not shown). Store the stream's messages endpoint and OCID in it.",
    );
  }
  return details;
}

function parseDetails(bundle: unknown): StreamDetails | undefined {
  try {
    const { secretBundleContent } = bundle as { secretBundleContent: { content: string } };
    const content: unknown = JSON.parse(Buffer.from(secretBundleContent.content, "base64").toString());
    const { streamMessagesEndpoint, streamOCID } = content as Record<string, unknown>;
    if (typeof streamMessagesEndpoint !== "string" || typeof streamOCID !== "string") return undefined;
    if (!/^https?:$/.test(new URL(streamMessagesEndpoint).protocol) || streamOCID === "") return undefined;
    return { streamMessagesEndpoint, streamOCID };
  } catch {
    return undefined;
  }
}

/** Looks at a secret again and again, and at once when asked, until it is closed. */
export class SecretWatch {
  readonly #closed = new AbortController();
  readonly #loop: Promise<void>;
  #look = new AbortController();
  #lookedAt = Date.now();

  constructor(
    pollMs: number,
    read: () => Promise<StreamDetails>,
    changed: (details: StreamDetails) => void,
    log: Logger,
  ) {
    this.#loop = this.#run(pollMs, read, changed, log);
  }

  /** A service that answers 401 or 404 may do so because the stream was replaced. At most one look a second. */
  lookNow(): void {
    if (Date.now() - this.#lookedAt >= 1000) this.#look.abort();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#look.abort();
    await this.#loop;
  }

  async #run(
    pollMs: number,
    read: () => Promise<StreamDetails>,
    changed: (details: StreamDetails) => void,
    log: Logger,
  ): Promise<void> {
    while (!this.#closed.signal.aborted) {
      await pause(pollMs, this.#look.signal, false);
      if (this.#closed.signal.aborted) return;
      this.#look = new AbortController();
      this.#lookedAt = Date.now();
      try {
        changed(await read());
      } catch (error) {
        // The stream that is known goes on; a bad new version of the secret must not stop it.
        log.warn({ reason: messageOf(error) }, "the secret with the stream's details could not be read");
      }
    }
  }
}
