import type { CostChange, DiffReport } from "../diff/report.ts";
import { difference } from "./dollars.ts";
import { pricesOf } from "./prices.ts";
import type { Range } from "./quantity.ts";

export function costsOf({ stacks }: DiffReport): readonly CostChange[] {
  return stacks.flatMap(({ costs = [] }) => costs);
}

/** Such as `+24.00 USD a month`, with what the figure rests on. */
export function costInWords(costs: readonly CostChange[]): string {
  const priced = costs.flatMap(({ usd }) => usd ?? []);
  const by = (side: keyof Range) =>
    priced.reduce((sum, { before, after }) => sum + after[side] - before[side], 0);
  const sum = `${difference({ least: by("least"), most: by("most") })} USD a month at list prices of ${pricesOf}`;
  const open = costs.length - priced.length;
  return open === 0 ? sum : `${sum}, and ${open} not priced`;
}

/** Quantity and price of one item, before and after. */
export function costCells({ item, unit, before, after, usd }: CostChange): readonly string[] {
  const change = usd && {
    least: usd.after.least - usd.before.least,
    most: usd.after.most - usd.before.most,
  };
  return [item, count(before), count(after), unit, change ? difference(change) : "not priced"];
}

function count({ least, most }: Range): string {
  const number = new Intl.NumberFormat("en-US");
  return least === most ? number.format(least) : `${number.format(least)} to ${number.format(most)}`;
}
