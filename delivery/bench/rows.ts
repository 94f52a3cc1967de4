/** A figure beside its limit; the program fails when one is missed. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: { readonly at: "most" | "least"; readonly value: number };
}

/** Everything that was printed so far. */
let printed = "";

/** What was printed since the last call. */
export function takePrinted(): string {
  const text = printed;
  printed = "";
  return text;
}

function print(line: string): void {
  printed += `${line}\n`;
  process.stdout.write(`${line}\n`);
}

export function printRows(title: string, rows: readonly Row[]): void {
  print(title);
  for (const { what, value, unit, limit } of rows) {
    const met = !limit || (limit.at === "most" ? value <= limit.value : value >= limit.value);
    const target = limit ? `at ${limit.at} ${limit.value} ${unit}  ${met ? "ok" : "MISSED"}` : "";
    print(`  ${what.padEnd(34)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(5)} ${target}`.trimEnd());
    if (!met) {
      process.exitCode = 1;
    }
  }
}
