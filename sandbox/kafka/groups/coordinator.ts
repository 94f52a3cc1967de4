import { KafkaError } from "../error-codes.ts";
import { Group } from "./group.ts";
import { type JoinAnswer, type JoinRequest, refusedJoin } from "./member.ts";

export interface GroupCoordinatorOptions {
  /** How long a new group waits for more members before its first rebalance, in milliseconds. @default 0, not Kafka's 3000, so that tests start at once */
  readonly initialRebalanceDelayMs?: number;
  /** The shortest session that a member may have, in milliseconds. @default 6000, as Kafka has it */
  readonly minSessionTimeoutMs?: number;
}

/** As Kafka has it. */
const maxSessionTimeoutMs = 1_800_000;

/** All groups of the broker. */
export class GroupCoordinator {
  readonly #groups = new Map<string, Group>();
  readonly #initialDelayMs: number;
  readonly #minSessionTimeoutMs: number;

  constructor({ initialRebalanceDelayMs = 0, minSessionTimeoutMs = 6000 }: GroupCoordinatorOptions) {
    this.#initialDelayMs = initialRebalanceDelayMs;
    this.#minSessionTimeoutMs = minSessionTimeoutMs;
  }

  all(): Group[] {
    return [...this.#groups.values()];
  }

  find(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  /** Makes it when there is none. @throws KafkaError INVALID_GROUP_ID. */
  getOrCreate(id: string): Group {
    if (id === "") throw new KafkaError("INVALID_GROUP_ID");
    const group = this.#groups.get(id) ?? new Group(id, this.#initialDelayMs);
    this.#groups.set(id, group);
    return group;
  }

  async join(groupId: string, request: JoinRequest): Promise<JoinAnswer> {
    const { memberId, sessionTimeoutMs } = request;
    if (sessionTimeoutMs < this.#minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
      return refusedJoin("INVALID_SESSION_TIMEOUT", memberId);
    }
    if (memberId !== "" && !this.#groups.has(groupId)) return refusedJoin("UNKNOWN_MEMBER_ID", memberId);
    return this.getOrCreate(groupId).join(request);
  }

  /** @throws KafkaError GROUP_ID_NOT_FOUND or NON_EMPTY_GROUP. */
  delete(id: string): void {
    const group = this.#groups.get(id);
    if (!group) throw new KafkaError("GROUP_ID_NOT_FOUND", `Group ${id} not found.`);
    if (group.state !== "Empty") throw new KafkaError("NON_EMPTY_GROUP");
    this.#groups.delete(id);
  }

  /** A topic that is gone has no commits either. */
  deleteTopic(topic: string): void {
    for (const group of this.all()) group.offsets.deleteTopic(topic);
  }

  close(): void {
    for (const group of this.all()) group.close();
  }
}
