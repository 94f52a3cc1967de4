import { optional, type Rule, record, text } from "./rules.ts";
import type { Authentication, Environment } from "./schema.ts";

const httpsUrl = text(
  /^https:\/\/[^\s@?#/]+(\/[^\s@?#]*)?$/,
  "an https URL without user name, query and fragment",
  "Use it exactly as the issuer's tokens have it.",
);

export const authenticationRule: Rule<Authentication> = record({
  issuer: httpsUrl,
  audience: text(/^\S(.*\S)?$/, "what tokens have in `aud`", "Name this program at the issuer."),
  jwksUrl: optional(httpsUrl),
  // https://www.rfc-editor.org/rfc/rfc6749#section-3.3
  scope: optional(text(/^[\x21\x23-\x5b\x5d-\x7e]+$/, "one scope without spaces", "Name a single scope.")),
});

/** Sentences about producers to which everybody on the internet could send; nothing is wrong in the data itself. */
export function openProducers({ name, apps }: Environment): readonly string[] {
  return Object.entries(apps).flatMap(([key, app]) => {
    if (app.program !== "producer" || app.exposure.kind !== "ingress" || app.authentication) return [];
    return [
      `${name}.apps.${key}: authentication should be given with an ingress, got nothing. ` +
        `Whoever reaches https://${app.exposure.host} can send records; name the issuer of tokens (docs/producer.md).`,
    ];
  });
}
