import { boundsOf as bounds } from "../../shared/cidr.ts";
import { invalidParameter } from "../errors.ts";

/** Throws 400 unless it is a range from /16 to /30, as networks have. */
function boundsOf(cidr: unknown): readonly [number, number] {
  const found = bounds(cidr);
  const size = found ? found[1] - found[0] + 1 : 0;
  if (!found || size > 2 ** 16 || size < 4) {
    throw invalidParameter(
      `The requested CIDR ${String(cidr)} is invalid: it must be a network from /16 to /30.`,
    );
  }
  return found;
}

/** Throws 400 when ranges of one network overlap. */
export function requireApart(cidrs: readonly unknown[]): void {
  const all = cidrs
    .map((cidr) => ({ cidr, bounds: boundsOf(cidr) }))
    .sort((x, y) => x.bounds[0] - y.bounds[0]);
  for (const [index, { cidr, bounds }] of all.entries()) {
    const before = all[index - 1];
    if (before && before.bounds[1] >= bounds[0]) {
      throw invalidParameter(`The requested CIDRs ${String(before.cidr)} and ${String(cidr)} overlap.`);
    }
  }
}

/** Throws 400 unless one of the ranges holds all of `cidr`. */
export function requireWithin(cidr: unknown, ranges: readonly unknown[]): void {
  const [first, last] = boundsOf(cidr);
  const holds = ranges.map(boundsOf).some(([from, to]) => from <= first && last <= to);
  if (!holds) throw invalidParameter(`The requested CIDR ${String(cidr)} is not in ${ranges.join(", ")}.`);
}
