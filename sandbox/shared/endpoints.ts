interface Closable {
  close(): Promise<void>;
}

/** Servers of their own that some resources have, such as the API endpoint of each cluster. */
export class Endpoints<T extends Closable> {
  readonly #start: (resourceId: string) => Promise<T>;
  readonly #opening = new Map<string, Promise<T>>();
  readonly #open = new Map<string, T>();

  constructor(start: (resourceId: string) => Promise<T>) {
    this.#start = start;
  }

  /** Takes a moment; see `opened`. */
  open(resourceId: string): void {
    const opening = this.#start(resourceId);
    this.#opening.set(resourceId, opening);
    opening.then(
      (endpoint) => this.#open.set(resourceId, endpoint),
      // Reported by `opened`.
      () => {},
    );
  }

  /** Resolves when all that were asked for are there. */
  async opened(): Promise<void> {
    await Promise.all(this.#opening.values());
  }

  get(resourceId: string): T | undefined {
    return this.#open.get(resourceId);
  }

  async close(resourceId: string): Promise<void> {
    const opening = this.#opening.get(resourceId);
    this.#opening.delete(resourceId);
    this.#open.delete(resourceId);
    await (await opening?.catch(() => undefined))?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#opening.keys()].map((id) => this.close(id)));
  }
}
