import { cpus } from "node:os";

const head = `# Benchmarks

\`npm run bench\` prints these figures beside their limits and ends with 1 when one is missed; \`npm run bench -- --write\` puts them here. Each comes from one run, what is compared in turn. Machines are noisy, so trust the ratios.
`;

/**
 * The page docs/benchmarks.md with new sections in place of those of the same name.
 *
 * @param page as it is
 * @param sections what each benchmark printed, by its name
 * @param order all benchmarks
 */
export function withSections(
  page: string,
  sections: ReadonlyMap<string, { readonly about: string; readonly printed: string }>,
  order: readonly string[],
  commit: string,
): string {
  const old = new Map(
    page
      .split(/^(?=## )/m)
      .slice(1)
      .map((section) => [/^## `npm run bench -- (\S+)`/.exec(section)?.[1] ?? "", section.trim()]),
  );
  const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim() || "an unnamed processor"}, Node ${process.versions.node}`;
  const texts = order.flatMap((name) => {
    const section = sections.get(name);
    if (section === undefined) return old.get(name) ?? [];
    const { about, printed } = section;
    return `## \`npm run bench -- ${name}\`\n\n${about} Commit ${commit}, ${machine}.\n\n\`\`\`\n${printed.trimEnd()}\n\`\`\``;
  });
  return `${[head.trim(), ...texts].join("\n\n")}\n`;
}
