import { MalformedMessage, type Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** How a value stands on the wire. `Written` is what may be given to write; it may leave out what has a default. */
export interface Type<Read, Written = Read> {
  read(from: Reader): Read;
  write(to: Writer, value: Written): void;
}

export const int8: Type<number> = { read: (from) => from.int8(), write: (to, value) => to.int8(value) };
export const int16: Type<number> = { read: (from) => from.int16(), write: (to, value) => to.int16(value) };
export const int32: Type<number> = { read: (from) => from.int32(), write: (to, value) => to.int32(value) };
export const int64: Type<number> = { read: (from) => from.int64(), write: (to, value) => to.int64(value) };
export const boolean: Type<boolean> = {
  read: (from) => from.int8() !== 0,
  write: (to, value) => to.int8(value ? 1 : 0),
};

/** 16 bytes in hexadecimal. */
export const uuid: Type<string> = {
  read: (from) => from.bytes(16).toString("hex"),
  write: (to, value) => to.bytes(Buffer.from(value, "hex")),
};
export const noUuid = "0".repeat(32);

export const nullableString: Type<string | null> = {
  read(from) {
    const length = from.length(2);
    return length < 0 ? null : from.bytes(length).toString();
  },
  write(to, value) {
    if (value === null) return to.length(2, -1);
    const bytes = Buffer.from(value);
    to.length(2, bytes.length);
    to.bytes(bytes);
  },
};
export const string = notNull(nullableString);

export const nullableBytes: Type<Buffer | null> = {
  read(from) {
    const length = from.length(4);
    return length < 0 ? null : from.bytes(length);
  },
  write(to, value) {
    to.length(4, value?.length ?? -1);
    if (value) to.bytes(value);
  },
};
export const bytes = notNull(nullableBytes);

/** Record batches one after the other: read as they came, written without a copy. */
export const records: Type<Buffer | null, readonly Buffer[]> = {
  read: nullableBytes.read,
  write(to, batches) {
    to.length(
      4,
      batches.reduce((sum, batch) => sum + batch.length, 0),
    );
    for (const batch of batches) to.bytes(batch);
  },
};

export function nullableArray<Read, Written>(
  item: Type<Read, Written>,
): Type<Read[] | null, readonly Written[] | null> {
  return {
    read(from) {
      const length = from.length(4);
      // Nothing takes less than a byte, so no length can make an array that is larger than the request.
      if (length > from.left) throw new MalformedMessage(`An array of ${length} is in ${from.left} bytes.`);
      return length < 0 ? null : Array.from({ length }, () => item.read(from));
    },
    write(to, values) {
      to.length(4, values?.length ?? -1);
      for (const value of values ?? []) item.write(to, value);
    },
  };
}

export function array<Read, Written>(item: Type<Read, Written>): Type<Read[], readonly Written[]> {
  return notNull(nullableArray(item));
}

function notNull<Read, Written>(type: Type<Read | null, Written | null>): Type<Read, Written> {
  return {
    read(from) {
      const value = type.read(from);
      if (value === null) throw new MalformedMessage("A value is null that must not be.");
      return value;
    },
    write: type.write,
  };
}

/** A structure behind one byte that says whether it is there. */
export function nullable<Read, Written>(type: Type<Read, Written>): Type<Read | null, Written | null> {
  return {
    read: (from) => (from.int8() < 0 ? null : type.read(from)),
    write(to, value) {
      to.int8(value === null ? -1 : 1);
      if (value !== null) type.write(to, value);
    },
  };
}
