import { at, isContainer, type PlannedChange } from "./planned-change.ts";
import type { Shown } from "./report.ts";

/**
 * Attributes whose values are secret although their provider does not say so:
 * `content` of `oci_vault_secret`, and what is called like a secret anywhere.
 */
const secretName =
  /(^|\.)(secret_content\.\d+\.content|[\w-]*(password|passphrase|private_key|secret_key|auth_token|access_token|client_key))$/i;

/** Shorter texts would hide what merely contains them. */
const shortestSecret = 6;

export function isSecretName(path: string): boolean {
  return secretName.test(path);
}

/**
 * Texts of a change that are secret: Terraform forgets its mark where a
 * provider copies a value to another attribute.
 */
export function secretsOf(change: PlannedChange): readonly string[] {
  return [
    ...secretTexts("", change.before, change.before_sensitive),
    ...secretTexts("", change.after, change.after_sensitive),
  ].filter((text) => text.length >= shortestSecret);
}

function secretTexts(path: string, value: unknown, marks: unknown): string[] {
  if (typeof value === "string") return marks === true || isSecretName(path) ? [value] : [];
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    secretTexts(path === "" ? key : `${path}.${key}`, item, marks === true ? true : at(marks, key)),
  );
}

/** The value, unless it would show one of these texts. */
export function veiled(side: Shown, secrets: readonly string[]): Shown {
  if (side.kind !== "known") return side;
  const text = JSON.stringify(side.value);
  const tells = secrets.some((secret) => text.includes(JSON.stringify(secret).slice(1, -1)));
  return tells ? { kind: "sensitive" } : side;
}
