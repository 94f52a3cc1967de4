export interface StepResult {
  readonly environment: string;
  readonly step: string;
  readonly seconds: number;
  /** `played`: not real here, as the detail says. */
  readonly result: "passed" | "failed" | "skipped" | "played";
  /** What was seen, or why it was skipped or failed: one line. */
  readonly detail: string;
}

/** The results as a table of text, columns aligned, times to the right. */
export function table(results: readonly StepResult[]): string {
  const rows = results.map(({ environment, step, seconds, result, detail }) => [
    environment,
    step,
    result === "skipped" || result === "played" ? "" : `${seconds.toFixed(1)} s`,
    result,
    detail,
  ]);
  const all = [["environment", "step", "time", "result", "what was seen"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 2 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
