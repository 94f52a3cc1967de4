import { literal, optional, type Rule, record, text, variant } from "./rules.ts";
import type { Backend } from "./schema.ts";

export const backendRule: Rule<Backend> = variant("kind", {
  local: record({ kind: literal("local") }),
  s3: record({
    kind: literal("s3"),
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; the others take these too.
    bucket: text(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "3 to 63 lower-case letters, digits, dots and hyphens",
      "Name a bucket that exists.",
    ),
    region: text(/^[a-z0-9-]+$/, "the region of the bucket", "Use one such as eu-frankfurt-1."),
    endpoint: optional(
      text(/^https:\/\/[^/\s]+$/, "an https URL without a path", "Leave it out for AWS itself."),
    ),
  }),
});
