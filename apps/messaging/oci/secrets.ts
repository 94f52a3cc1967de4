import { EndpointBuilder } from "oci-common";
import type { Logger } from "pino";
import { pause } from "../waiting.ts";
import type { Identity } from "./auth.ts";
import { messageOf } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";
import type { OciAccess } from "./oci-config.ts";
import type { StreamDetails } from "./stream-api.ts";

/** Base URL of the Secrets service: as configured, else that of the region. */
export async function secretsEndpointOf({ secretsEndpoint }: OciAccess, identity: Identity): Promise<string> {
  if (secretsEndpoint !== undefined) return secretsEndpoint.replace(/\/+$/, "");
  const region = await identity.region();
  if (region === undefined) {
    throw new Error(
      "OCI_REGION is required where the credential does not name one, got nothing. Set it to the secret's region.",
    );
  }
  const template = "https://secrets.vaults.{region}.oci.{secondLevelDomain}";
  return EndpointBuilder.createEndpointFromRegionId(template, region, "secrets");
}

/** The bytes of the current version of a secret (API version 20190301). */
export async function readSecret(http: HttpClient, endpoint: string, secretOcid: string): Promise<Buffer> {
  const url = new URL(`${endpoint}/20190301/secretbundles/${encodeURIComponent(secretOcid)}`);
  const { body } = await http.send({ method: "GET", url });
  const { secretBundleContent } = (body ?? {}) as {
    readonly secretBundleContent?: { readonly content?: unknown };
  };
  const content = secretBundleContent?.content;
  if (typeof content !== "string") {
    // Never the answer itself: whatever it is, it was asked for as a secret.
    throw new Error(
      `secret ${secretOcid}: the answer must hold content in base64, got none. Look at ${url.origin}.`,
    );
  }
  return Buffer.from(content, "base64");
}

/** Reads `{"streamMessagesEndpoint", "streamOCID"}` from the current version of a secret. */
export async function readStreamDetails(
  http: HttpClient,
  endpoint: string,
  secretOcid: string,
): Promise<StreamDetails> {
  const details = parseDetails(await readSecret(http, endpoint, secretOcid));
  if (!details) {
    // Never the content: whatever it is, it was put there as a secret.
    throw new Error(
      `secret ${secretOcid}: content must be JSON with the texts streamMessagesEndpoint (an http or https URL) and ` +
        "streamOCID, got something else (not shown). Store the stream's messages endpoint and OCID in it.",
    );
  }
  return details;
}

function parseDetails(content: Buffer): StreamDetails | undefined {
  try {
    const { streamMessagesEndpoint, streamOCID } = JSON.parse(content.toString()) as Record<string, unknown>;
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
  #lookedAt = performance.now();

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
    if (performance.now() - this.#lookedAt >= 1000) this.#look.abort();
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
      this.#lookedAt = performance.now();
      try {
        changed(await read());
      } catch (error) {
        // The stream that is known goes on; a bad new version of the secret must not stop it.
        log.warn({ reason: messageOf(error) }, "the secret with the stream's details could not be read");
      }
    }
  }
}
