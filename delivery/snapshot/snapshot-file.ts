/** What synth made of a stack, without the `terraform` block: as __tests__/stacks/snapshots.test.ts keeps it. */
export type SnapshotDocument = Readonly<Record<string, unknown>>;

export const snapshotFile = "__tests__/stacks/__snapshots__/snapshots.test.ts.snap";

/**
 * The stacks of a snapshot file, by name. The file is a program to Jest; here it
 * is only read, since in a review somebody else may have written it.
 *
 * @throws Error that names the stack whose snapshot is no JSON
 */
export function snapshotStacks(text: string): ReadonlyMap<string, SnapshotDocument> {
  const entries = text.matchAll(/^exports\[`the Terraform of (\S+) is .*`\] = `\n"([\s\S]*?)"\n`;$/gm);
  return new Map([...entries].map(([, name = "", body = ""]) => [name, parsed(name, body)]));
}

function parsed(name: string, body: string): SnapshotDocument {
  try {
    // What Jest escapes in a template literal.
    return JSON.parse(body.replace(/\\(`|\\|\$\{)/g, "$1")) as SnapshotDocument;
  } catch (error) {
    throw new Error(
      `${snapshotFile}: ${name} must be JSON, got: ${(error as Error).message}. Write it anew: npm test -- -u.`,
    );
  }
}
