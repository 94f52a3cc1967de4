import { randomUUID } from "node:crypto";
import { type ErrorName, KafkaError } from "../error-codes.ts";
import { Alarm } from "./alarm.ts";
import {
  type JoinAnswer,
  type JoinRequest,
  Member,
  nothing,
  refusedJoin,
  refusedSync,
  type SyncAnswer,
} from "./member.ts";
import { OffsetStore } from "./offset-store.ts";

export type GroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

/** How a request says who it is from. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly generation: number;
}

/**
 * A consumer group by the classic protocol: members join, the leader shares
 * the partitions out, everybody gets its part, and any change begins anew.
 */
export class Group {
  readonly id: string;
  readonly offsets = new OffsetStore();
  readonly #members = new Map<string, Member>();
  /** Ids that were given out and not used yet; a rebalance waits for them. */
  readonly #pending = new Map<string, Alarm>();
  readonly #initialDelayMs: number;
  readonly #rebalance = new Alarm();
  #state: GroupState = "Empty";
  /** The first rebalance of an empty group gives others time to come. */
  #isDelayed = false;
  #generation = 0;
  #leader = "";
  #protocolType: string | null = null;
  #protocolName: string | null = null;

  constructor(id: string, initialDelayMs: number) {
    this.id = id;
    this.#initialDelayMs = initialDelayMs;
  }

  get state(): GroupState {
    return this.#state;
  }

  get protocolType(): string {
    return this.#protocolType ?? "";
  }

  get protocolName(): string {
    return this.#protocolName ?? "";
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** Resolves when everybody has joined, or those who have not are given up. */
  async join(request: JoinRequest): Promise<JoinAnswer> {
    const { memberId, instanceId } = request;
    if (!this.#canShareWith(request)) return refusedJoin("INCONSISTENT_GROUP_PROTOCOL", memberId);
    if (memberId === "") {
      const former = this.#staticMember(instanceId);
      const id = `${instanceId ?? request.clientId}-${randomUUID()}`;
      if (former) return this.#replace(former, id, request);
      if (instanceId === null && request.comesAgainWithId) {
        this.#expect(id, request.sessionTimeoutMs);
        return refusedJoin("MEMBER_ID_REQUIRED", id);
      }
      return this.#add(id, request);
    }
    if (this.#forgetPending(memberId)) return this.#add(memberId, request);
    const error = this.#identityError({ memberId, instanceId });
    const member = this.#members.get(memberId);
    if (error || !member) return refusedJoin(error ?? "UNKNOWN_MEMBER_ID", memberId);
    const changed = !member.hasSameProtocols(request.protocols);
    const settled =
      this.#state === "CompletingRebalance" || (this.#state === "Stable" && this.#leader !== memberId);
    if (settled && !changed) {
      member.heard();
      return this.#joined(member);
    }
    member.update(request);
    return this.#waitForOthers(member);
  }

  /** Resolves when the leader has shared the partitions out. */
  async sync(
    identity: MemberIdentity,
    assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[],
    protocol: { readonly type: string | null; readonly name: string | null },
  ): Promise<SyncAnswer> {
    const error = this.#memberError(identity);
    const member = this.#members.get(identity.memberId);
    if (error || !member) return refusedSync(error ?? "UNKNOWN_MEMBER_ID");
    const typeDiffers = protocol.type !== null && protocol.type !== this.#protocolType;
    if (typeDiffers || (protocol.name !== null && protocol.name !== this.#protocolName)) {
      return refusedSync("INCONSISTENT_GROUP_PROTOCOL");
    }
    if (this.#state === "PreparingRebalance") return refusedSync("REBALANCE_IN_PROGRESS");
    if (this.#state === "Stable") {
      member.heard();
      return this.#synced(member);
    }
    const answer = member.awaitSync();
    if (member.id === this.#leader) this.#share(assignments);
    return answer;
  }

  /** NONE, or what the member should know. */
  heartbeat(identity: MemberIdentity): ErrorName {
    const error = this.#memberError(identity);
    if (error) return error;
    this.#members.get(identity.memberId)?.heard();
    return this.#state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : "NONE";
  }

  leave({ memberId, instanceId }: Omit<MemberIdentity, "generation">): ErrorName {
    if (memberId !== "" && this.#forgetPending(memberId)) return "NONE";
    const member = memberId === "" ? this.#staticMember(instanceId) : this.#members.get(memberId);
    const error = memberId === "" ? undefined : this.#identityError({ memberId, instanceId });
    if (error || !member) return error ?? "UNKNOWN_MEMBER_ID";
    this.#remove(member);
    return "NONE";
  }

  /** @throws KafkaError unless the one who asks may commit for the group now. */
  requireCommitter(identity: MemberIdentity): void {
    // Without a generation: a reader that assigns partitions to itself, or a tool.
    if (identity.generation < 0 && this.#state === "Empty") return;
    const error = this.#memberError(identity);
    if (error) throw new KafkaError(error);
    if (this.#state === "CompletingRebalance") throw new KafkaError("REBALANCE_IN_PROGRESS");
    this.#members.get(identity.memberId)?.heard();
  }

  /** Every member loses its place, as if nothing had been heard of it. Says how many. */
  kick(): number {
    const members = this.members;
    for (const member of members) this.#remove(member);
    return members.length;
  }

  close(): void {
    this.#rebalance.clear();
    for (const alarm of this.#pending.values()) alarm.clear();
    for (const member of this.members) member.remove("COORDINATOR_NOT_AVAILABLE");
  }

  #canShareWith({ memberId, protocolType, protocols }: JoinRequest): boolean {
    const others = this.members.filter(({ id }) => id !== memberId);
    if (protocolType === "" || protocols.length === 0) return false;
    if (others.length === 0) return true;
    return (
      protocolType === this.#protocolType &&
      protocols.some(({ name }) => others.every((one) => knows(one, name)))
    );
  }

  #add(id: string, request: JoinRequest): Promise<JoinAnswer> {
    const member = new Member(id, request, (silent) => this.#remove(silent));
    this.#members.set(id, member);
    this.#protocolType = request.protocolType;
    this.#leader ||= id;
    return this.#waitForOthers(member);
  }

  /** A static member that starts again takes its former place, and mostly nobody else needs to know. */
  #replace(former: Member, id: string, request: JoinRequest): Promise<JoinAnswer> | JoinAnswer {
    const formerId = former.id;
    const leaderBefore = this.#leader;
    former.remove("FENCED_INSTANCE_ID");
    this.#members.delete(formerId);
    const member = new Member(id, request, (silent) => this.#remove(silent));
    member.assignment = former.assignment;
    this.#members.set(id, member);
    if (this.#leader === formerId) this.#leader = id;
    if (this.#state !== "Stable" || this.#chooseProtocol() !== this.#protocolName)
      return this.#waitForOthers(member);
    member.heard();
    const answer = this.#joined(member);
    return request.maySkipAssignment
      ? { ...answer, skipAssignment: this.#leader === id }
      : { ...answer, leader: leaderBefore, members: [] };
  }

  #waitForOthers(member: Member): Promise<JoinAnswer> {
    const answer = member.awaitJoin();
    this.#prepareRebalance();
    return answer;
  }

  #prepareRebalance(): void {
    if (this.#state !== "PreparingRebalance") {
      this.#isDelayed = this.#state === "Empty" && this.#initialDelayMs > 0;
      this.#state = "PreparingRebalance";
      for (const member of this.members) {
        if (!member.isSyncing) continue;
        member.answerSync(refusedSync("REBALANCE_IN_PROGRESS"));
        member.heard();
      }
      const timeout = this.#isDelayed ? this.#initialDelayMs : this.#longestRebalance();
      this.#rebalance.set(timeout, () => this.#completeJoin());
    }
    this.#completeJoinIfAllCame();
  }

  #completeJoinIfAllCame(): void {
    if (this.#state !== "PreparingRebalance" || this.#isDelayed || this.#pending.size > 0) return;
    if (this.members.every((member) => member.isJoining)) this.#completeJoin();
  }

  #completeJoin(): void {
    this.#isDelayed = false;
    for (const member of this.members) {
      if (!member.isJoining && member.instanceId === null) this.#forget(member);
    }
    const joined = this.members.find((member) => member.isJoining);
    if (!joined && this.#members.size > 0) {
      // Static members keep their places until their sessions end.
      this.#rebalance.set(this.#longestRebalance(), () => this.#completeJoin());
      return;
    }
    this.#rebalance.clear();
    this.#generation += 1;
    if (!joined) {
      this.#state = "Empty";
      this.#leader = "";
      this.#protocolName = null;
      return;
    }
    if (!this.#members.get(this.#leader)?.isJoining) this.#leader = joined.id;
    this.#protocolName = this.#chooseProtocol();
    this.#state = "CompletingRebalance";
    for (const member of this.members) {
      member.answerJoin(this.#joined(member));
      member.heard();
    }
    this.#rebalance.set(this.#longestRebalance(), () => this.#giveUpOnSync());
  }

  #share(assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[]): void {
    const parts = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]));
    this.#rebalance.clear();
    this.#state = "Stable";
    for (const member of this.members) {
      // A copy: the request's bytes belong to its connection.
      member.assignment = Buffer.from(parts.get(member.id) ?? nothing);
      member.answerSync(this.#synced(member));
      member.heard();
    }
  }

  /** Who did not ask for its part in time is gone. */
  #giveUpOnSync(): void {
    for (const member of this.members) if (!member.isSyncing) this.#forget(member);
    this.#prepareRebalance();
  }

  #remove(member: Member): void {
    this.#forget(member);
    if (this.#state !== "Empty") this.#prepareRebalance();
  }

  #forget(member: Member): void {
    member.remove("UNKNOWN_MEMBER_ID");
    this.#members.delete(member.id);
  }

  #expect(id: string, timeoutMs: number): void {
    const alarm = new Alarm();
    this.#pending.set(id, alarm);
    alarm.set(timeoutMs, () => this.#forgetPending(id));
  }

  #forgetPending(id: string): boolean {
    this.#pending.get(id)?.clear();
    const wasPending = this.#pending.delete(id);
    if (wasPending) queueMicrotask(() => this.#completeJoinIfAllCame());
    return wasPending;
  }

  #joined(member: Member): JoinAnswer {
    const all = () =>
      this.members.map((one) => ({
        memberId: one.id,
        groupInstanceId: one.instanceId,
        metadata: one.metadataFor(this.#protocolName),
      }));
    return {
      error: "NONE",
      memberId: member.id,
      generation: this.#generation,
      protocolType: this.#protocolType,
      protocolName: this.#protocolName,
      leader: this.#leader,
      skipAssignment: false,
      members: member.id === this.#leader ? all() : [],
    };
  }

  #synced(member: Member): SyncAnswer {
    const { assignment } = member;
    return { error: "NONE", protocolType: this.#protocolType, protocolName: this.#protocolName, assignment };
  }

  /** What all know; among those, what most would take first. */
  #chooseProtocol(): string {
    const votes = new Map<string, number>();
    for (const { protocols } of this.#members.values()) {
      const choice = protocols.find(({ name }) => this.members.every((one) => knows(one, name)));
      if (choice) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
    }
    const [first] = [...votes].sort(([, a], [, b]) => b - a);
    return first?.[0] ?? "";
  }

  #longestRebalance(): number {
    return Math.max(0, ...this.members.map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
  }

  #staticMember(instanceId: string | null): Member | undefined {
    return instanceId === null ? undefined : this.members.find((member) => member.instanceId === instanceId);
  }

  #identityError({ memberId, instanceId }: Omit<MemberIdentity, "generation">): ErrorName | undefined {
    if (instanceId !== null) {
      const holder = this.#staticMember(instanceId);
      if (holder && holder.id !== memberId) return "FENCED_INSTANCE_ID";
    }
    return this.#members.has(memberId) ? undefined : "UNKNOWN_MEMBER_ID";
  }

  #memberError(identity: MemberIdentity): ErrorName | undefined {
    const error = this.#identityError(identity);
    return error ?? (identity.generation === this.#generation ? undefined : "ILLEGAL_GENERATION");
  }
}

function knows(member: Member, protocolName: string): boolean {
  return member.protocols.some(({ name }) => name === protocolName);
}
