import { type Rule, text } from "./rules.ts";

/**
 * Longest name of an environment, by the tightest name that is made from it:
 * the IAM policies of Oracle (100 characters) hold it with the name of an app.
 * Kubernetes allows 63 to its namespace, both clouds more to everything else.
 */
export const longestEnvironmentName = 40;

/**
 * Longest name of an app. A Deployment's pods are called `<app>-<10>-<5>`, and a
 * host name, which the consumer's instance in its group is, ends at 63. Helm
 * allows 53 to a release.
 */
export const longestAppName = 46;

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Lower-case words joined by hyphens: what Kubernetes and every cloud take as a name. */
export function name(what: string, longest: number): Rule<string> {
  const wording = text(
    kebab,
    "lower-case letters, digits and single hyphens, a letter first",
    `Give ${what} a name such as oke-dev.`,
  );
  return (value, where, report) => {
    const sound = wording(value, where, report);
    if (sound === undefined || sound.length <= longest) return sound;
    const rule = `must have at most ${longest} characters (it has ${sound.length})`;
    report.add(where, rule, value, `Shorten it: names that are made from it have limits of their own.`);
    return undefined;
  };
}

export const ociRegion = text(
  /^[a-z]{2}(-[a-z]+)+-\d+$/,
  "an OCI region identifier",
  "Use one such as eu-frankfurt-1.",
);

/** A Kubernetes object of almost any kind: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const kubernetesName = text(
  /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  "the name of a Kubernetes object",
  "Use lower-case letters, digits, hyphens and dots.",
);

// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const label = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";

/** Of a label or taint: a name, or a domain, a slash and a name. */
export const labelKey = text(
  new RegExp(`^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?${label}$`),
  "the key of a Kubernetes label",
  "Use letters, digits, hyphens, underscores and dots, such as millrace.dev/pool.",
);

export const labelValue = text(
  new RegExp(`^(${label})?$`),
  "the value of a Kubernetes label",
  "Use at most 63 letters, digits, hyphens, underscores and dots.",
);

/** As both clouds' mail services take it; whether anybody is there shows when they confirm. */
export const email = text(
  /^[^@\s,]+@[^@\s,]+\.[^@\s,.]+$/,
  "an e-mail address",
  "Use one such as operators@example.com.",
);
