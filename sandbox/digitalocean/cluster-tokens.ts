import { createHash, randomBytes } from "node:crypto";

/** Seven days, as DigitalOcean has it when nobody asks for less. */
export const defaultTokenLifetimeInSeconds = 7 * 86_400;

export interface ClusterToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The tokens of all clusters. Of each only the digest is kept. */
export class ClusterTokens {
  readonly #clock: () => number;
  readonly #issued = new Map<string, { readonly clusterId: string; readonly expiresAt: number }>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** A token that is good for one cluster. 0 seconds are the default, as in the API. */
  issue(clusterId: string, lifetimeInSeconds: number): ClusterToken {
    const token = randomBytes(32).toString("hex");
    const expiresAt = this.#clock() + (lifetimeInSeconds || defaultTokenLifetimeInSeconds) * 1000;
    this.#issued.set(digest(token), { clusterId, expiresAt });
    return { token, expiresAt };
  }

  /** Checks the Authorization header of a request to a cluster. Throws what is wrong with it. */
  verify(clusterId: string, authorization: string | undefined): void {
    const [, token] = /^Bearer (\S+)$/.exec(authorization ?? "") ?? [];
    if (!token) throw new Error("no Authorization header of the form Bearer <token>");
    const issued = this.#issued.get(digest(token));
    if (!issued) throw new Error("the token is not one that /credentials gave");
    if (issued.clusterId !== clusterId) {
      throw new Error(`the token is for cluster ${issued.clusterId}, not for ${clusterId}`);
    }
    const { expiresAt } = issued;
    if (expiresAt <= this.#clock()) {
      throw new Error(`the token expired at ${new Date(expiresAt).toISOString()}`);
    }
  }
}

const digest = (token: string) => createHash("sha256").update(token).digest("hex");
