import { KafkaError } from "./error-codes.ts";
import { ScramExchange } from "./scram.ts";
import type { User } from "./user.ts";

export const saslMechanism = "SCRAM-SHA-512";

/** Who is at the other end of a connection, once that is proven. */
export class Session {
  readonly #findUser: (name: string) => User | undefined;
  #exchange: ScramExchange<User> | undefined;
  #user: User | undefined;
  #hasFailed = false;

  constructor(findUser: (name: string) => User | undefined) {
    this.#findUser = findUser;
  }

  get user(): User | undefined {
    return this.#user;
  }

  /** After that nothing more is to be said on the connection. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** @throws KafkaError UNSUPPORTED_SASL_MECHANISM. */
  begin(mechanism: string): void {
    this.#hasFailed = mechanism !== saslMechanism;
    if (this.#hasFailed) {
      throw new KafkaError(
        "UNSUPPORTED_SASL_MECHANISM",
        `The mechanism must be ${saslMechanism}, got ${mechanism}.`,
      );
    }
    this.#exchange = new ScramExchange(this.#findUser);
  }

  /** @throws KafkaError SASL_AUTHENTICATION_FAILED, which does not tell a wrong name from a wrong password. */
  async authenticate(message: Buffer): Promise<Buffer> {
    const next = await this.#exchange?.next(message.toString());
    if (!next) {
      this.#hasFailed = true;
      throw new KafkaError(
        "SASL_AUTHENTICATION_FAILED",
        `Authentication failed during authentication due to invalid credentials with SASL mechanism ${saslMechanism}`,
      );
    }
    this.#user = next.user;
    return Buffer.from(next.answer);
  }
}
