import { randomUUID } from "node:crypto";
import { notFound } from "./errors.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** What kinds of things the account may have, as DigitalOcean's URNs name them, or else its API. */
export type Kind =
  | "alert"
  | "check"
  | "droplet"
  | "kubernetes"
  | "loadbalancer"
  | "nodepool"
  | "policy"
  | "project"
  | "registry"
  | "tag"
  | "volume"
  | "vpc";

/** Something that exists. Changed only by the account. */
export interface Item {
  readonly kind: Kind;
  readonly id: string;
  /** As the API names them. */
  fields: Fields;
  /** Part of every account; nobody made it and nobody can delete it. */
  readonly builtIn: boolean;
}

/** What one sees of an item from outside. */
export interface ItemSummary {
  readonly type: Kind;
  readonly id: string;
  readonly name: string;
  /** Empty where the kind has no life cycle. */
  readonly state: string;
  readonly tags: readonly string[];
}

export interface AccountOptions {
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: (() => number) | undefined;
  /** How long it takes to make, change or delete something. @default 200 */
  readonly lifecycleMs?: number | undefined;
}

/** Everything that one account has, and its clock. */
export class Account {
  readonly clock: () => number;
  readonly #lifecycleMs: number;
  readonly #items = new Map<string, Item>();
  #due: { readonly at: number; readonly then: () => void }[] = [];

  constructor({ clock = Date.now, lifecycleMs = 200 }: AccountOptions = {}) {
    this.clock = clock;
    this.#lifecycleMs = lifecycleMs;
  }

  /** RFC 3339, as all of DigitalOcean's times. */
  now(): string {
    return new Date(this.clock()).toISOString();
  }

  /** In the order in which they were made, those on their way out too. */
  all(kind?: Kind): Item[] {
    this.#settle();
    return [...this.#items.values()].filter((item) => kind === undefined || item.kind === kind);
  }

  find(kind: Kind, id: string): Item | undefined {
    return this.all(kind).find((item) => item.id === id);
  }

  /** Throws 404. */
  get(kind: Kind, id: string): Item {
    const item = this.find(kind, id);
    if (!item) throw notFound();
    return item;
  }

  add(kind: Kind, fields: Fields, { id = randomUUID() as string, builtIn = false } = {}): Item {
    const item: Item = { kind, id, fields, builtIn };
    this.#items.set(`${kind} ${id}`, item);
    return item;
  }

  change(item: Item, patch: Fields): void {
    item.fields = { ...item.fields, ...patch };
  }

  remove({ kind, id }: Item): void {
    this.#items.delete(`${kind} ${id}`);
  }

  /** Does it when the life cycle's delay is over. */
  later(then: () => void): void {
    this.#due.push({ at: this.clock() + this.#lifecycleMs, then });
  }

  summaries(): ItemSummary[] {
    return this.all()
      .filter(({ builtIn }) => !builtIn)
      .map(({ kind, id, fields }) => ({
        type: kind,
        id,
        name: String(fields.name ?? fields.description ?? id),
        state: String((fields.status as Fields | undefined)?.state ?? ""),
        tags: (fields.tags ?? []) as readonly string[],
      }));
  }

  #settle(): void {
    const now = this.clock();
    const due = this.#due.filter(({ at }) => at <= now);
    this.#due = this.#due.filter(({ at }) => at > now);
    for (const { then } of due) then();
  }
}

/** Such as `do:kubernetes:<id>`. */
export const urnOf = ({ kind, id }: Pick<Item, "kind" | "id">) => `do:${kind}:${id}`;
