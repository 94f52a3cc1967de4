import type { RemoteJWKSet } from "jose";
import type { Logger } from "pino";
import type { AuthenticationConfig } from "../messaging/authentication-config.ts";
import { backoffMs, pause } from "../messaging/backoff.ts";

/** Of one question to the issuer. */
const TIMEOUT_MS = 5_000;

/** Keys are fetched again this often, so that one that the issuer withdrew stops being good. */
const REFRESH_MS = 10 * 60_000;

/** A token with a key that is not known has them fetched again, but not more often than this: anybody can make one up. */
const COOLDOWN_MS = 30_000;

/**
 * The issuer's public keys, fetched until they are there and then every ten
 * minutes. While the issuer is away the last ones stay good.
 */
export class IssuerKeys {
  readonly #config: AuthenticationConfig;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  #keys: RemoteJWKSet | undefined;

  constructor(config: AuthenticationConfig, log: Logger) {
    this.#config = config;
    this.#log = log;
    void this.#keepFetching();
  }

  /** Undefined until they were fetched for the first time. */
  get keys(): RemoteJWKSet | undefined {
    return this.#keys;
  }

  close(): void {
    this.#closing.abort();
  }

  async #keepFetching(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; ) {
      try {
        if (this.#keys) await this.#keys.reload();
        else this.#keys = await this.#fetchFirst();
        if (failures > 0) this.#log.info({ issuer: this.#config.issuer }, "the issuer's keys are here again");
        failures = 0;
      } catch (error) {
        failures++;
        // One line a change of state, not one an attempt.
        if (failures === 1) {
          const { issuer } = this.#config;
          this.#log.warn({ issuer, reason: reasonOf(error) }, "the issuer's keys cannot be fetched");
        }
      }
      await pause(failures === 0 ? REFRESH_MS : backoffMs(failures), signal);
    }
  }

  async #fetchFirst(): Promise<RemoteJWKSet> {
    const { createRemoteJWKSet } = await import("jose");
    const url = this.#config.jwksUrl ?? (await this.#discover());
    const keys = createRemoteJWKSet(new URL(url), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: Number.POSITIVE_INFINITY,
    });
    await keys.reload();
    return keys;
  }

  // https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
  async #discover(): Promise<string> {
    const { issuer } = this.#config;
    const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    const said = (await answer.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
    if (said.issuer !== issuer) {
      throw new Error(
        `${url}: issuer must be ${issuer}, got ${JSON.stringify(said.issuer)}. Set OIDC_ISSUER to it`,
      );
    }
    if (typeof said.jwks_uri !== "string" || new URL(said.jwks_uri).protocol !== new URL(issuer).protocol) {
      throw new Error(
        `${url}: jwks_uri must be a URL like the issuer's, got ${JSON.stringify(said.jwks_uri)}`,
      );
    }
    return said.jwks_uri;
  }
}

/** fetch hides why it failed in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
