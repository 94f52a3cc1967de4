import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** A key that a token is bound to. It lives no longer than this program. */
export async function sessionKey(): Promise<{ readonly privateKey: KeyObject; readonly publicKey: string }> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return { privateKey, publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64") };
}
