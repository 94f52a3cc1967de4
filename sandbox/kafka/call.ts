import type { Broker } from "./broker.ts";
import type { Session } from "./session.ts";
import type { User } from "./user.ts";

/** What a handler knows beside the request itself. */
export interface Call {
  readonly broker: Broker;
  readonly user: User;
  readonly session: Session;
  readonly version: number;
  readonly clientId: string;
  /** As Kafka writes it, with a slash before the address. */
  readonly clientHost: string;
}
