/** A vulnerability that is accepted for a while. */
export interface Exception {
  /** Such as `GHSA-xxxx-xxxx-xxxx`. */
  readonly advisory: string;
  readonly package: string;
  /** Why it does no harm here. */
  readonly reason: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** @throws Error that names everything that is wrong with the list */
export function checkedExceptions(file: string, list: unknown): readonly Exception[] {
  const entries: readonly Partial<Record<keyof Exception, unknown>>[] = Array.isArray(list) ? list : [{}];
  const rules: Readonly<Record<keyof Exception, readonly [pattern: RegExp, rule: string]>> = {
    advisory: [/^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$/, "the id of a GitHub advisory"],
    package: [/^(@[^/\s]+\/)?[^/\s]+$/, "the name of a package"],
    reason: [/\S.{9,}/, "a reason of at least ten characters"],
    expires: [/^\d{4}-\d{2}-\d{2}$/, "a day such as 2027-01-31"],
  };
  const wrong = entries.flatMap((entry, index) =>
    Object.entries(rules).flatMap(([key, [pattern, rule]]) => {
      const value = entry[key as keyof Exception];
      if (typeof value === "string" && pattern.test(value)) return [];
      return [
        `${file}: [${index}].${key} must be ${rule}, got ${JSON.stringify(value) ?? "nothing"}. Correct it.`,
      ];
    }),
  );
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
  return entries as readonly Exception[];
}
