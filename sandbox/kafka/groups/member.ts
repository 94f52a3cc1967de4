import type { ErrorName } from "../error-codes.ts";
import { Alarm } from "./alarm.ts";

/** A way of sharing the partitions that a member knows, and what it wants to tell the leader then. */
export interface Protocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinRequest {
  /** Empty when the member has none yet. */
  readonly memberId: string;
  /** A static member's name, which stays when its process does not. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly Protocol[];
  /** The client comes again with the id that it was given, so that a lost answer leaves nobody behind. */
  readonly comesAgainWithId: boolean;
  /** A leader that comes back may be told that nothing is to be shared anew. */
  readonly maySkipAssignment: boolean;
}

export interface JoinAnswer {
  readonly error: ErrorName;
  readonly memberId: string;
  readonly generation: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  /** For the leader only. */
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly metadata: Buffer;
  }[];
}

export interface SyncAnswer {
  readonly error: ErrorName;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Buffer;
}

export const nothing = Buffer.alloc(0);

export function refusedJoin(error: ErrorName, memberId: string): JoinAnswer {
  return {
    error,
    memberId,
    generation: -1,
    protocolType: null,
    protocolName: null,
    leader: "",
    skipAssignment: false,
    members: [],
  };
}

export function refusedSync(error: ErrorName): SyncAnswer {
  return { error, protocolType: null, protocolName: null, assignment: nothing };
}

/** A member of a group. While an answer is awaited it cannot send heartbeats and needs none. */
export class Member {
  id: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  rebalanceTimeoutMs: number;
  protocols: readonly Protocol[];
  assignment = nothing;
  #sessionTimeoutMs: number;
  #joining: ((answer: JoinAnswer) => void) | undefined;
  #syncing: ((answer: SyncAnswer) => void) | undefined;
  readonly #session = new Alarm();
  readonly #onSilence: (member: Member) => void;

  constructor(id: string, request: JoinRequest, onSilence: (member: Member) => void) {
    this.id = id;
    this.instanceId = request.instanceId;
    this.clientId = request.clientId;
    this.clientHost = request.clientHost;
    this.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.protocols = request.protocols;
    this.#sessionTimeoutMs = request.sessionTimeoutMs;
    this.#onSilence = onSilence;
  }

  get isJoining(): boolean {
    return this.#joining !== undefined;
  }

  get isSyncing(): boolean {
    return this.#syncing !== undefined;
  }

  update({ protocols, sessionTimeoutMs, rebalanceTimeoutMs }: JoinRequest): void {
    this.protocols = protocols;
    this.rebalanceTimeoutMs = rebalanceTimeoutMs;
    this.#sessionTimeoutMs = sessionTimeoutMs;
  }

  hasSameProtocols(others: readonly Protocol[]): boolean {
    return (
      this.protocols.length === others.length &&
      this.protocols.every(({ name, metadata }, index) => {
        const other = others[index];
        return other?.name === name && other.metadata.equals(metadata);
      })
    );
  }

  metadataFor(protocolName: string | null): Buffer {
    return this.protocols.find(({ name }) => name === protocolName)?.metadata ?? nothing;
  }

  awaitJoin(): Promise<JoinAnswer> {
    this.answerJoin(refusedJoin("REBALANCE_IN_PROGRESS", this.id));
    this.#session.clear();
    return new Promise((resolve) => {
      this.#joining = resolve;
    });
  }

  answerJoin(answer: JoinAnswer): void {
    this.#joining?.(answer);
    this.#joining = undefined;
  }

  awaitSync(): Promise<SyncAnswer> {
    this.answerSync(refusedSync("REBALANCE_IN_PROGRESS"));
    this.#session.clear();
    return new Promise((resolve) => {
      this.#syncing = resolve;
    });
  }

  answerSync(answer: SyncAnswer): void {
    this.#syncing?.(answer);
    this.#syncing = undefined;
  }

  /** The session time-out starts anew. */
  heard(): void {
    if (!this.isJoining && !this.isSyncing)
      this.#session.set(this.#sessionTimeoutMs, () => this.#onSilence(this));
  }

  /** Ends its timer and tells it why, if it waits for something. */
  remove(error: ErrorName): void {
    this.#session.clear();
    this.answerJoin(refusedJoin(error, this.id));
    this.answerSync(refusedSync(error));
  }
}
