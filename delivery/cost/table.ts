import { dollarsOf, money } from "./dollars.ts";
import { pricesOf } from "./prices.ts";
import type { Quantity, Range } from "./quantity.ts";

/** Markdown: what is billed in a month, and the sum of what has a list price. */
export function costTable(quantities: readonly Quantity[]): string {
  const rows = quantities.map((quantity) => {
    const dollars = dollarsOf(quantity);
    const usd = dollars ? money(dollars) : "not priced";
    return `| ${quantity.item} | ${count(quantity)} | ${quantity.unit} | ${usd} |\n`;
  });
  const isPriced = quantities.every((quantity) => dollarsOf(quantity));
  const label = `sum at list prices of ${pricesOf}${isPriced ? "" : ", without what is not priced"}`;
  const last = quantities.length === 0 ? "" : `| ${label} | | | ${money(sum(quantities))} |\n`;
  return `| billed | a month | unit | USD |\n|---|---|---|--:|\n${rows.join("")}${last}`;
}

function count({ least, most }: Range): string {
  const number = new Intl.NumberFormat("en-US");
  return least === most ? number.format(least) : `${number.format(least)} to ${number.format(most)}`;
}

function sum(quantities: readonly Quantity[]): Range {
  const dollars = quantities.flatMap((quantity) => dollarsOf(quantity) ?? []);
  const of = (side: keyof Range) => dollars.reduce((all, one) => all + one[side], 0);
  return { least: of("least"), most: of("most") };
}
