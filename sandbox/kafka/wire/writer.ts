/** Writes an answer's bytes; large ones are passed on without a copy. */
export class Writer {
  readonly version: number;
  readonly flexible: boolean;
  readonly #done: Buffer[] = [];
  #buffer = Buffer.allocUnsafe(256);
  #at = 0;

  constructor(version: number, flexible: boolean) {
    this.version = version;
    this.flexible = flexible;
  }

  int8(value: number): void {
    this.#reserve(1);
    this.#at = this.#buffer.writeInt8(value, this.#at);
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#at = this.#buffer.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  int64(value: number): void {
    this.#reserve(8);
    this.#at = this.#buffer.writeInt32BE(Math.floor(value / 4_294_967_296), this.#at);
    this.#at = this.#buffer.writeUInt32BE(
      ((value % 4_294_967_296) + 4_294_967_296) % 4_294_967_296,
      this.#at,
    );
  }

  unsignedVarint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.#at = this.#buffer.writeUInt8((rest & 0x7f) | 0x80, this.#at);
      rest = Math.floor(rest / 128);
    }
    this.#at = this.#buffer.writeUInt8(rest, this.#at);
  }

  bytes(value: Buffer): void {
    if (value.length > 1024) {
      this.#flush();
      this.#done.push(value);
      return;
    }
    this.#reserve(value.length);
    this.#at += value.copy(this.#buffer, this.#at);
  }

  /** A length before a string (2 bytes) or bytes and arrays (4 bytes); -1 is null. */
  length(size: 2 | 4, length: number): void {
    if (this.flexible) this.unsignedVarint(length + 1);
    else if (size === 2) this.int16(length);
    else this.int32(length);
  }

  /** Says that there are none. */
  noTags(): void {
    this.unsignedVarint(0);
  }

  finish(): readonly Buffer[] {
    this.#flush();
    return this.#done;
  }

  #flush(): void {
    if (this.#at === 0) return;
    this.#done.push(this.#buffer.subarray(0, this.#at));
    this.#buffer = this.#buffer.subarray(this.#at);
    this.#at = 0;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    this.#flush();
    this.#buffer = Buffer.allocUnsafe(Math.max(4096, length));
  }
}
