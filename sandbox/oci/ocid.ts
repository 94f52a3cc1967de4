import { randomBytes } from "node:crypto";

export const region = "eu-frankfurt-1";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** A new Oracle Cloud identifier. Those of the tenancy and its users name no region. */
export function newOcid(kind: string, regional = true): string {
  const unique = Array.from(randomBytes(60), (byte) => alphabet[byte % alphabet.length]).join("");
  return `ocid1.${kind}.oc1.${regional ? region : ""}.${unique}`;
}
