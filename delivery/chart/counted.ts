export const counts = { passed: 0, failed: 0, skipped: 0 };

export function report(name: string, problems: readonly string[]): void {
  counts[problems.length === 0 ? "passed" : "failed"] += 1;
  process.stdout.write(`${problems.length === 0 ? "ok      " : "FAILED  "}${name}\n`);
  process.stdout.write(
    problems.map((problem) => `        ${problem.replaceAll("\n", "\n        ")}\n`).join(""),
  );
}

export function skip(what: string, why: string): void {
  counts.skipped += 1;
  process.stdout.write(`skipped: ${what} (${why})\n`);
}
