import { createHash } from "node:crypto";

/** As PostgreSQL can keep it: U+0000 and halves of a surrogate pair, which JSON may spell, become U+FFFD. */
export function storable(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD").replaceAll("\0", "\uFFFD");
}

/** Half of a SHA-256 in hexadecimal, which PostgreSQL takes for a UUID: it keeps and compares 16 bytes. */
export function keyOf(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32);
}
