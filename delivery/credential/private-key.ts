import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/**
 * @param where what the messages begin with, such as the key's file
 * @throws Error that says whether the pass phrase or the key itself is wrong
 */
export function privateKeyOf(pem: string, passphrase: string | undefined, where: string): KeyObject {
  const key = read(pem, passphrase, where);
  if (key.asymmetricKeyType !== "rsa") {
    throw new Error(
      `${where}: key must be an RSA key, got ${key.asymmetricKeyType}. Name the key that was made for Oracle Cloud.`,
    );
  }
  return key;
}

function read(pem: string, passphrase: string | undefined, where: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    if (!/PRIVATE KEY-----/.test(pem)) {
      throw new Error(
        `${where}: must be a private key in PEM, got something else. Name the file of the key.`,
      );
    }
    const encrypted = /ENCRYPTED/.test(pem);
    if (encrypted && passphrase === undefined) {
      throw new Error(
        `${where}: key is encrypted and needs a pass phrase, got none. Set OCI_CLI_PASSPHRASE, or pass_phrase of the profile.`,
      );
    }
    const [rule, remedy] = encrypted
      ? ["must open with the pass phrase", "Correct OCI_CLI_PASSPHRASE, or pass_phrase of the profile."]
      : ["must be a private key in PEM", "Make it again with `openssl genrsa` or `oci setup config`."];
    throw new Error(`${where}: key ${rule}, got ${(error as NodeJS.ErrnoException).code}. ${remedy}`);
  }
}

/** As the console shows it; undefined where MD5 is switched off (FIPS). */
export function fingerprintOf(key: KeyObject): string | undefined {
  try {
    const der = createPublicKey(key).export({ type: "spki", format: "der" });
    return createHash("md5").update(der).digest("hex").match(/../g)?.join(":");
  } catch {
    return undefined;
  }
}
