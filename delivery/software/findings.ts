import type { BundledPackage } from "./bundled-packages.ts";
import type { Exception } from "./exceptions.ts";

export const severities = ["info", "low", "moderate", "high", "critical"] as const;

export type Severity = (typeof severities)[number];

interface Advisory {
  readonly url: string;
  readonly title: string;
  readonly severity: Severity;
}

/** What `npm audit --json` prints, as far as it is read here. */
export interface Audit {
  readonly vulnerabilities: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly nodes: readonly string[];
        /** A name: the vulnerability is that package's, and has an entry of its own. */
        readonly via: readonly (Advisory | string)[];
      }
    >
  >;
}

export interface Finding {
  readonly package: BundledPackage;
  readonly advisory: string;
  readonly title: string;
  readonly severity: Severity;
  readonly verdict: "refused" | "below the threshold" | "accepted" | "accepted until it expired";
  readonly exception?: Exception;
}

/** @param today `YYYY-MM-DD` */
export function findingsIn(
  audit: Audit,
  packages: readonly BundledPackage[],
  { threshold, exceptions, today }: Limits,
): readonly Finding[] {
  return Object.values(audit.vulnerabilities).flatMap(({ nodes, via }) =>
    packages
      .filter(({ path }) => nodes.includes(path))
      .flatMap((found) =>
        via
          .filter((one) => typeof one !== "string")
          .map(({ url, title, severity }): Finding => {
            const advisory = url.slice(url.lastIndexOf("/") + 1);
            const exception = exceptions.find(
              (one) => one.advisory === advisory && one.package === found.name,
            );
            const finding = { package: found, advisory, title, severity };
            if (severities.indexOf(severity) < severities.indexOf(threshold)) {
              return { ...finding, verdict: "below the threshold" };
            }
            if (exception === undefined) return { ...finding, verdict: "refused" };
            const isOver = exception.expires < today;
            return { ...finding, exception, verdict: isOver ? "accepted until it expired" : "accepted" };
          }),
      ),
  );
}

export interface Limits {
  /** The least severity that is refused. */
  readonly threshold: Severity;
  readonly exceptions: readonly Exception[];
  readonly today: string;
}
