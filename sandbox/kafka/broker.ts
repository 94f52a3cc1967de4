import { randomBytes } from "node:crypto";
import { GroupCoordinator, type GroupCoordinatorOptions } from "./groups/coordinator.ts";
import { Topics } from "./topics.ts";

export interface BrokerOptions extends GroupCoordinatorOptions {
  /** Milliseconds since the epoch, for retention. @default Date.now */
  readonly clock?: () => number;
}

/** Everything that the one node of the cluster knows, whoever asks. */
export class Broker {
  readonly nodeId = 1;
  readonly clusterId = randomBytes(16).toString("base64url");
  /** Where clients reach it; the port is known when it listens. */
  host = "127.0.0.1";
  port = 0;
  readonly topics: Topics;
  readonly groups: GroupCoordinator;
  #producerIds = 0;

  constructor(options: BrokerOptions) {
    this.topics = new Topics(options.clock ?? Date.now);
    this.groups = new GroupCoordinator(options);
  }

  nextProducerId(): number {
    this.#producerIds += 1;
    return this.#producerIds;
  }
}
