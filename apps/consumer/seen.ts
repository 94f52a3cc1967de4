/**
 * The identities of the records that came last: of at least `size`, and of less
 * than twice as many. Older ones are forgotten all at once, because a set that
 * loses its first entry again and again gets slow.
 */
export class SeenWindow {
  readonly #size: number;
  #current = new Set<string>();
  #previous = new Set<string>();

  constructor(size: number) {
    this.#size = size;
  }

  /** True the first time. */
  add(source: string, id: string): boolean {
    const identity = `${source}\n${id}`;
    if (this.#current.has(identity) || this.#previous.has(identity)) return false;
    if (this.#current.size >= this.#size) {
      this.#previous = this.#current;
      this.#current = new Set();
    }
    this.#current.add(identity);
    return true;
  }
}
