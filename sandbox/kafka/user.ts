import { KafkaError } from "./error-codes.ts";
import type { ScramCredential } from "./scram.ts";

/** What a user may do, as the chart's KafkaUsers have it. */
export type Access =
  | "everything"
  | {
      /** Topics to write and describe. */
      readonly write?: readonly string[];
      /** Topics to read and describe. */
      readonly read?: readonly string[];
      /** Groups to be a member of, with their commits. */
      readonly groups?: readonly string[];
    };

/** Who has authenticated, and what it may do. What it may not see it is not told of either. */
export class User {
  readonly name: string;
  readonly credential: ScramCredential;
  readonly #access: Access;

  constructor(name: string, credential: ScramCredential, access: Access) {
    this.name = name;
    this.credential = credential;
    this.#access = access;
  }

  get isAdministrator(): boolean {
    return this.#access === "everything";
  }

  mayWrite(topic: string): boolean {
    return this.#access === "everything" || (this.#access.write?.includes(topic) ?? false);
  }

  mayRead(topic: string): boolean {
    return this.#access === "everything" || (this.#access.read?.includes(topic) ?? false);
  }

  mayDescribe(topic: string): boolean {
    return this.mayWrite(topic) || this.mayRead(topic);
  }

  mayUseGroup(group: string): boolean {
    return this.#access === "everything" || (this.#access.groups?.includes(group) ?? false);
  }

  /** Whoever may write somewhere may do so idempotently, as since Kafka 2.8. */
  get mayWriteAnywhere(): boolean {
    return this.#access === "everything" || (this.#access.write?.length ?? 0) > 0;
  }

  /** @throws KafkaError TOPIC_AUTHORIZATION_FAILED. */
  requireTopic(topic: string, allowed: boolean): void {
    if (!allowed)
      throw new KafkaError("TOPIC_AUTHORIZATION_FAILED", `Not authorized to access topic ${topic}.`);
  }

  /** @throws KafkaError GROUP_AUTHORIZATION_FAILED. */
  requireGroup(group: string): void {
    if (!this.mayUseGroup(group)) {
      throw new KafkaError("GROUP_AUTHORIZATION_FAILED", `Not authorized to access group ${group}.`);
    }
  }

  /** @throws KafkaError, by default CLUSTER_AUTHORIZATION_FAILED. */
  requireAdministrator(
    errorName: "CLUSTER_AUTHORIZATION_FAILED" | "TOPIC_AUTHORIZATION_FAILED" = "CLUSTER_AUTHORIZATION_FAILED",
  ): void {
    if (!this.isAdministrator) throw new KafkaError(errorName);
  }
}
