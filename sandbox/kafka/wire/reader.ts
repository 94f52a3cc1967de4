/** What the message says does not fit into what came. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

/** Reads a request's bytes from front to back, as its version lays them out. */
export class Reader {
  readonly #buffer: Buffer;
  #at = 0;
  /** Of the request, set when its header is read. */
  version = 0;
  /** Whether this version has compact lengths and tagged fields. */
  flexible = false;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  /** Bytes that are not read yet. */
  get left(): number {
    return this.#buffer.length - this.#at;
  }

  int8(): number {
    return this.#buffer.readInt8(this.#advance(1));
  }

  int16(): number {
    return this.#buffer.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#buffer.readInt32BE(this.#advance(4));
  }

  /** Exact up to 2^53, which no offset, time or id of this broker reaches. */
  int64(): number {
    const at = this.#advance(8);
    return this.#buffer.readInt32BE(at) * 4_294_967_296 + this.#buffer.readUInt32BE(at + 4);
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#buffer.readUInt8(this.#advance(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new MalformedMessage("A varint is longer than five bytes.");
  }

  /** The bytes themselves, not a copy. */
  bytes(length: number): Buffer {
    const at = this.#advance(length);
    return this.#buffer.subarray(at, at + length);
  }

  /** A length before a string (2 bytes) or bytes and arrays (4 bytes); -1 is null. */
  length(size: 2 | 4): number {
    if (this.flexible) return this.unsignedVarint() - 1;
    return size === 2 ? this.int16() : this.int32();
  }

  /** Fields that a newer client may add; no API here needs one of them. */
  skipTags(): void {
    for (let count = this.unsignedVarint(); count > 0; count -= 1) {
      this.unsignedVarint();
      this.bytes(this.unsignedVarint());
    }
  }

  #advance(length: number): number {
    const at = this.#at;
    if (length < 0 || length > this.left) {
      throw new MalformedMessage(`${length} bytes are to be read, but ${this.left} are left.`);
    }
    this.#at += length;
    return at;
  }
}
