import { invalidParameter } from "../errors.ts";

/** The first and the last address of an IPv4 range. Throws 400 unless it is one from /16 to /30, as networks have. */
function boundsOf(cidr: unknown): readonly [number, number] {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(String(cidr));
  const [a = 256, b = 256, c = 256, d = 256, bits = 0] = match?.slice(1).map(Number) ?? [];
  const size = 2 ** (32 - bits);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  if (Math.max(a, b, c, d) > 255 || bits < 16 || bits > 30 || first % size !== 0) {
    throw invalidParameter(
      `The requested CIDR ${String(cidr)} is invalid: it must be a network from /16 to /30.`,
    );
  }
  return [first, first + size - 1];
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
