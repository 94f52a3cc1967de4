import { describe, expect, it } from "@jest/globals";
import { renderMarkdown } from "../../../delivery/diff/markdown.ts";
import type { CostChange, StackReport } from "../../../delivery/diff/report.ts";
import { renderTerminal } from "../../../delivery/diff/terminal.ts";

const range = (least: number, most = least) => ({ least, most });

const costs: readonly CostChange[] = [
  {
    address: "oci_containerengine_node_pool.apps",
    item: "apps|x: VM.Standard.E5.Flex, OCPU",
    unit: "OCPU hours",
    before: range(4464, 13_392),
    after: range(5952, 13_392),
    usd: { before: range(133.92, 401.76), after: range(178.56, 401.76) },
  },
  { address: "a.b", item: "big: m-128", unit: "Droplet months", before: range(1), after: range(0) },
];

const stack: StackReport = {
  name: "oke-prod-cluster",
  status: "planned",
  missing: [],
  warnings: [],
  changes: [],
  outputs: [],
  costs,
};

describe("the cost in a diff", () => {
  it("is in the Markdown the sum, what it rests on and how much is missing, then each item", () => {
    expect(renderMarkdown({ stacks: [stack] })).toContain(`
**Cost:** 0.00 to +44.64 USD a month at list prices of 2026-11-21, and 1 not priced.

<details><summary>2 items</summary>

| billed a month | before | after | unit | USD |
|---|--:|--:|---|--:|
| \`apps\\|x: VM.Standard.E5.Flex, OCPU\` | 4,464 to 13,392 | 5,952 to 13,392 | OCPU hours | 0.00 to +44.64 |
| \`big: m-128\` | 1 | 0 | Droplet months | not priced |

</details>
`);
  });

  it("is in the terminal the same, and nothing where nothing billed changes", () => {
    expect(
      renderTerminal({ stacks: [stack] }),
    ).toContain(`cost: 0.00 to +44.64 USD a month at list prices of 2026-11-21, and 1 not priced
  apps|x: VM.Standard.E5.Flex, OCPU: 4,464 to 13,392 -> 5,952 to 13,392 OCPU hours (0.00 to +44.64)
  big: m-128: 1 -> 0 Droplet months (not priced)
`);
    expect(renderTerminal({ stacks: [{ ...stack, costs: [] }] })).not.toContain("cost");
  });
});
