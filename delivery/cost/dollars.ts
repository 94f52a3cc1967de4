import { priceOf } from "./prices.ts";
import type { Quantity, Range } from "./quantity.ts";

/** What the list price makes of a month's quantity, in US dollars; undefined where there is no price. */
export function dollarsOf({ price, share = 1, least, most }: Quantity): Range | undefined {
  const found = priceOf(price);
  if (found === undefined) return undefined;
  return { least: least * share * found.usd, most: most * share * found.usd };
}

/** Such as `1,234.50` or, between the two, `0.00 to 12.00`. */
export function money({ least, most }: Range): string {
  const [from, to] = [amount(least), amount(most)];
  return from === to ? from : `${from} to ${to}`;
}

/** With its sign, such as `+24.00`; the smaller one first. */
export function difference({ least, most }: Range): string {
  const signed = (usd: number) => `${usd >= 0.005 ? "+" : ""}${amount(usd)}`;
  const [from, to] = [signed(Math.min(least, most)), signed(Math.max(least, most))];
  return from === to ? from : `${from} to ${to}`;
}

function amount(usd: number): string {
  // Below half a cent there is no minus either.
  const rounded = Math.abs(usd) < 0.005 ? 0 : usd;
  return new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    rounded,
  );
}
