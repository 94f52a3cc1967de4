/**
 * What a secret looks like, wherever a library's message or error has brought it from. The programs log no secret
 * of their own accord: this is for those that nobody thought of.
 */
const secrets: readonly (readonly [pattern: RegExp, shown: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, "[private key]"],
  // A JSON Web Token: header and payload begin with `{"` in base64url.
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g, "[token]"],
  [/\b(Bearer|Basic) +[\w.~+/-]{8,}=*/gi, "$1 [secret]"],
  // Oracle's session tokens, and signatures of requests.
  [/\bST\$[\w.-]{16,}/g, "[token]"],
  [/(\bsignature=\\?")[^"\\]+/gi, "$1[secret]"],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]+):[^\s/@"]+@/gi, "$1:[secret]@"],
  [
    /((?:password|passwd|passphrase|secret|token|api[-_]?key|authorization)\\?"?\s*[:=]\s*\\?"?)(?!\[|ocid1\.|\\?"|must |null|true|false|undefined)[^\s"\\,;&}]{4,}/gi,
    "$1[secret]",
  ],
];

/** A text without the values that look like secrets. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, shown]) => rest.replace(pattern, shown), text);
}
