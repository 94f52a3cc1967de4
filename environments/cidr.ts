import type { Report, Rule } from "./rules.ts";

/** A block of IPv4 addresses, first and last included. */
export interface Cidr {
  readonly text: string;
  readonly prefix: number;
  readonly first: number;
  readonly last: number;
}

/** Undefined unless the text is a network address with its prefix: `10.0.0.0/16`, but not `10.0.0.1/16`. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const numbers = match.slice(1).map(Number);
  const prefix = numbers[4] ?? 0;
  const octets = numbers.slice(0, 4);
  if (prefix > 32 || octets.some((octet) => octet > 255)) return undefined;
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { text, prefix, first, last: first + size - 1 } : undefined;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** A CIDR whose prefix lies within limits, both included. */
export function cidr(shortest: number, longest: number, remedy: string): Rule<string> {
  return (value, where, report) => {
    const parsed = typeof value === "string" ? parseCidr(value) : undefined;
    if (parsed === undefined) {
      const rule = "must be an IPv4 network address with its prefix, such as 10.0.0.0/24";
      report.add(where, rule, value, "Correct it; all bits after the prefix are zero.");
      return undefined;
    }
    if (parsed.prefix < shortest || parsed.prefix > longest) {
      report.add(where, `must have a prefix from /${shortest} to /${longest}`, value, remedy);
      return undefined;
    }
    return parsed.text;
  };
}

/** Of Oracle: https://docs.oracle.com/iaas/Content/Network/Tasks/Overview_of_VCNs_and_Subnets.htm */
export const subnetCidr = cidr(16, 30, "Oracle takes no other size of subnet.");

export const servicesCidr = cidr(8, 28, "Kubernetes needs an address for each Service.");

/** Who may reach an endpoint. /8 is the widest network that one organisation has; 0.0.0.0/0 is everybody. */
export const allowedCidr: Rule<string> = (value, where, report) => {
  const parsed = typeof value === "string" ? parseCidr(value) : undefined;
  if (parsed !== undefined && parsed.prefix < 8) {
    const rule = "must be a network of your own, from /8 to /32, and never the whole internet";
    report.add(where, rule, value, "List the addresses that operators and pipelines come from.");
    return undefined;
  }
  return cidr(8, 32, "")(value, where, report);
};

type Blocks = Readonly<Record<string, string | undefined>>;

/** Reports each pair of blocks that share addresses, at the second of the two. */
export function disjoint(blocks: Blocks, where: string, report: Report): void {
  const parsed = parsedBlocks(blocks);
  for (const [index, [key, block]] of parsed.entries()) {
    for (const [otherKey, other] of parsed.slice(0, index)) {
      if (overlaps(block, other)) {
        const rule = `must not overlap ${otherKey} (${other.text})`;
        report.add(`${where}.${key}`, rule, block.text, "Move one of the two.");
      }
    }
  }
}

/** Reports each block that leaves `outer`. */
export function within(
  outer: readonly [key: string, text: string | undefined],
  blocks: Blocks,
  where: string,
  report: Report,
) {
  const [outerKey, outerText] = outer;
  const bounds = outerText === undefined ? undefined : parseCidr(outerText);
  if (bounds === undefined) return;
  for (const [key, block] of parsedBlocks(blocks)) {
    if (!contains(bounds, block)) {
      const rule = `must lie within ${outerKey} (${bounds.text})`;
      report.add(`${where}.${key}`, rule, block.text, `Move it there, or widen ${outerKey}.`);
    }
  }
}

function parsedBlocks(blocks: Blocks): [string, Cidr][] {
  return Object.entries(blocks).flatMap(([key, text]): [string, Cidr][] => {
    const block = text === undefined ? undefined : parseCidr(text);
    return block === undefined ? [] : [[key, block]];
  });
}
