import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const keyBytes = 32;
// https://csrc.nist.gov/pubs/sp/800/38/d/final: 96 bits, which are random here and not repeated in any number of plans.
const nonceBytes = 12;
const tagBytes = 16;

const remedy =
  "Make one with `openssl rand -base64 32` and give it, as a secret, to whoever plans and whoever applies.";

/** @throws Error when there is no usable key: nothing is ever saved in clear */
export function planKey({ PLAN_KEY: text }: Readonly<Record<string, string | undefined>>): Buffer {
  if (!text) throw new Error(`environment: PLAN_KEY must be set, got none. ${remedy}`);
  const key = Buffer.from(text, "base64");
  if (key.length !== keyBytes || key.toString("base64") !== text.trim()) {
    throw new Error(
      `environment: PLAN_KEY must be ${keyBytes} bytes in base64, got something else. ${remedy}`,
    );
  }
  return key;
}

/**
 * Encrypts what must stay secret and unchanged at rest.
 *
 * @param context not secret, and must be the same when it is opened
 */
export function seal(plain: Buffer, key: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
}

/** @throws Error when the key, the context or a byte is another one: nobody can tell which */
export function unseal(sealed: Buffer, key: Buffer, context: string): Buffer {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  try {
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    throw new Error("another key or other bytes");
  }
}
