import type { Logger } from "pino";
import type { ProducerConfig } from "../messaging/config.ts";
import type { HttpRequest } from "../messaging/http/server.ts";
import { authenticate, type Caller } from "./authentication.ts";
import { IssuerKeys } from "./issuer-keys.ts";

/** Who may send. */
export interface Door {
  readonly needsToken: boolean;
  /** @throws {HttpProblem} 401, 403 or 503; it does not read the body */
  enter(request: HttpRequest): Promise<Caller>;
  /** Reasons why nobody can be let in yet. */
  ready(): readonly string[];
  close(): void;
}

/** Open when no issuer is configured, with a warning in the log when people from outside can reach it. */
export function createDoor({ authentication, publicHost }: ProducerConfig, log: Logger): Door {
  if (!authentication) {
    if (publicHost !== undefined) {
      log.warn(
        { publicHost },
        "whoever reaches the public host can send records: set OIDC_ISSUER (docs/producer.md)",
      );
    }
    return { needsToken: false, enter: async () => "", ready: () => [], close: () => {} };
  }
  const keys = new IssuerKeys(authentication, log);
  return {
    needsToken: true,
    enter: (request) => authenticate(request, authentication, keys),
    ready: () => (keys.keys ? [] : ["the issuer's keys were not fetched yet"]),
    close: () => keys.close(),
  };
}
