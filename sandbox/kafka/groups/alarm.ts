/** A timer that is set again and again, and keeps no process alive. */
export class Alarm {
  #timer: NodeJS.Timeout | undefined;

  /** Takes the place of what was set before. */
  set(milliseconds: number, ring: () => void): void {
    this.clear();
    this.#timer = setTimeout(ring, milliseconds).unref();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
