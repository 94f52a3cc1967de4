import { costCells, costInWords, costsOf } from "../cost/wording.ts";
import { detailLines, sourceOf } from "./details.ts";
import type { DiffReport, StackReport } from "./report.ts";
import { clean, counted, countsOf, remark, signs } from "./wording.ts";

/** For a terminal: the sums first, then what destroys data or failed, then every attribute. */
export function renderTerminal(report: DiffReport): string {
  const sections = [summary(report), alarms(report), cost(report), ...report.stacks.map(details)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function summary({ stacks }: DiffReport): string[] {
  const rows = [
    ["stack", ...counted.map((action) => signs[action]), ""],
    ...stacks.map((stack) => [
      stack.name,
      ...(countsOf(stack)?.map(String) ?? counted.map(() => "")),
      remark(stack),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0), 3));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

function alarms({ stacks }: DiffReport): string[] {
  const destroyed = stacks.flatMap(({ name, changes }) =>
    changes
      .filter(({ destroysData }) => destroysData)
      .map(({ address, action }) => `! ${name}: ${signs[action]} ${clean(address)} DESTROYS DATA`),
  );
  const problems = stacks.flatMap(({ name, problem }) => (problem ? [`${name}: ${clean(problem)}`] : []));
  const warnings = stacks.flatMap(({ name, warnings: texts }) =>
    texts.map((text) => `${name}: warning: ${clean(text)}`),
  );
  return [...destroyed, ...problems, ...warnings];
}

function cost(report: DiffReport): string[] {
  const costs = costsOf(report);
  if (costs.length === 0) return [];
  const lines = costs.map((one) => {
    const [item, before, after, unit, usd] = costCells(one);
    return clean(`  ${item}: ${before} -> ${after} ${unit} (${usd})`);
  });
  return [`cost: ${costInWords(costs)}`, ...lines];
}

function details(stack: StackReport): string[] {
  const lines = detailLines(stack);
  return lines.length === 0 ? [] : [`${stack.name}${sourceOf(stack)}`, ...lines];
}
