import { defaultLifecycleMs, Resources } from "./control/resources.ts";
import { CursorCodec, defaultCursorLifetimeMs } from "./cursor.ts";
import { notFound } from "./errors.ts";
import { Secret, type VersionOptions } from "./secret.ts";
import { Stream, type StreamProps } from "./stream.ts";

export interface StoreOptions {
  /** Milliseconds since the epoch, for everything but the validity of signatures. @default Date.now */
  readonly clock?: () => number;
  /** @default five minutes, as the service has it */
  readonly cursorLifetimeMs?: number;
  /** Lifts the 1 MB a second of writes and the 5 gets a second, for benchmarks. @default false */
  readonly unlimited?: boolean;
  /** How long the control plane takes to make, change or delete something. @default 200 */
  readonly lifecycleMs?: number;
}

export interface SecretProps {
  readonly name: string;
  readonly content: string | Buffer;
  /** @default a new OCID */
  readonly id?: string;
  /** The first one. @default current, without a name */
  readonly version?: VersionOptions;
}

/** Everything that the sandbox remembers, and its clock. */
export class Store {
  readonly clock: () => number;
  readonly cursors: CursorCodec;
  readonly unlimited: boolean;
  /** Of the control plane. */
  readonly resources: Resources;
  readonly #streams = new Map<string, Stream>();
  readonly #secrets = new Map<string, Secret>();

  constructor({
    clock = Date.now,
    cursorLifetimeMs = defaultCursorLifetimeMs,
    unlimited = false,
    lifecycleMs = defaultLifecycleMs,
  }: StoreOptions) {
    this.clock = clock;
    this.cursors = new CursorCodec(cursorLifetimeMs, clock);
    this.unlimited = unlimited;
    this.resources = new Resources(this, lifecycleMs);
  }

  createStream(props: StreamProps): Stream {
    const stream = new Stream(props);
    this.#streams.set(stream.id, stream);
    return stream;
  }

  /** With all its messages. */
  deleteStream(id: string): void {
    this.#streams.delete(id);
  }

  /** Without what has expired by now. */
  stream(id: string): Stream {
    const stream = this.#streams.get(id);
    if (!stream) throw notFound();
    stream.expire(this.clock());
    return stream;
  }

  createSecret({ name, content, id, version }: SecretProps): Secret {
    const secret = new Secret(name, id);
    secret.update(content, this.clock(), version);
    this.#secrets.set(secret.id, secret);
    return secret;
  }

  deleteSecret(id: string): void {
    this.#secrets.delete(id);
  }

  secret(id: string): Secret {
    const secret = this.#secrets.get(id);
    if (!secret) throw notFound();
    return secret;
  }
}
