/** The first and the last address of an IPv4 range as numbers; undefined when it is none, or not its own network. */
export function boundsOf(cidr: unknown): readonly [first: number, last: number] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(String(cidr));
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = match?.slice(1).map(Number) ?? [];
  const size = 2 ** (32 - bits);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  if (Math.max(a, b, c, d) > 255 || bits > 32 || first % size !== 0) return undefined;
  return [first, first + size - 1];
}

/** Whether two ranges have an address in common. */
export function overlap(one: unknown, other: unknown): boolean {
  const [a, b] = [boundsOf(one), boundsOf(other)];
  return a !== undefined && b !== undefined && a[0] <= b[1] && b[0] <= a[1];
}
