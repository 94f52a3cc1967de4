import { randomBytes, randomInt } from "node:crypto";
import { invalidParameter } from "../errors.ts";
import type { Fields } from "./resource-type.ts";

/** What the caller chose: `{contentType: "BASE64", content}`. Throws 400. */
export function givenContent({ contentType, content }: Fields): Buffer {
  if (contentType !== "BASE64" || typeof content !== "string" || !/^[\w+/=-]*$/.test(content)) {
    throw invalidParameter("secretContent must have contentType BASE64 and content in base64.");
  }
  const bytes = Buffer.from(content, "base64");
  // Documented: the size of a secret bundle.
  if (bytes.length > 25_600) throw invalidParameter("secretContent is larger than 25 KB.");
  return bytes;
}

/** What the vault makes up, so that nobody ever sees it on its way. Throws 400. */
export function generatedContent(context: Fields): Buffer {
  const { generationType, generationTemplate, secretTemplate } = context;
  const value = generate(context);
  if (value === undefined) {
    throw invalidParameter(
      `The generation of ${String(generationType)} by ${String(generationTemplate)} is not known here.`,
    );
  }
  if (typeof secretTemplate !== "string") return Buffer.from(value);
  const text = typeof value === "string" ? value : value.toString("base64");
  return Buffer.from(secretTemplate.replace(/%GENERATED_\w+%/g, () => text));
}

function generate({
  generationType,
  generationTemplate,
  passphraseLength = 32,
}: Fields): string | Buffer | undefined {
  if (generationType === "BYTES") {
    if (generationTemplate === "BYTES_512") return randomBytes(512);
    if (generationTemplate === "BYTES_1024") return randomBytes(1024);
  }
  if (
    generationType === "PASSPHRASE" &&
    /^(SECRETS|DBAAS)_DEFAULT_PASSWORD$/.test(String(generationTemplate))
  ) {
    return passphrase(Number(passphraseLength));
  }
  return undefined;
}

const kinds = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "-_#"];

/** Begins with one of each kind, so that password rules are met whatever chance does. */
function passphrase(length: number): string {
  const pick = (from: string) => from[randomInt(from.length)];
  return Array.from({ length }, (_, index) => pick(kinds[index] ?? kinds.join(""))).join("");
}
