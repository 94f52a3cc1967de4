import { describe, expect, it } from "@jest/globals";
import type { ResourceChange, StackReport } from "../../../delivery/diff/report.ts";
import { reviewComment } from "../../../delivery/review/comment.ts";

const change = (address: string, more: Partial<ResourceChange> = {}): ResourceChange => ({
  address,
  action: "update",
  destroysData: false,
  changedOutside: false,
  attributes: [],
  ...more,
});

const stack = (name: string, more: Partial<StackReport> = {}): StackReport => ({
  name,
  status: "planned",
  missing: [],
  warnings: [],
  changes: [],
  outputs: [],
  ...more,
});

const usd = { before: { least: 0, most: 0 }, after: { least: 12, most: 12 } };
const cost = {
  address: "a.b",
  item: "x",
  unit: "months",
  before: { least: 0, most: 0 },
  after: { least: 1, most: 1 },
  usd,
};

describe("the comment of a review", () => {
  it("has what loses data, the words, one cost for all, and each environment's diff", () => {
    const lost = change("oci_streaming_stream.records", { action: "delete", destroysData: true });
    const comment = reviewComment({
      words: ["- `a-streaming`: no longer stream `records`"],
      environments: [
        { name: "a", report: { stacks: [stack("a-streaming", { changes: [lost], costs: [cost] })] } },
        { name: "b", report: { stacks: [stack("b-cluster", { costs: [cost] })] } },
        { name: "c", unplanned: "no credentials.", described: { "c-apps": 4 } },
      ],
    });

    expect(comment.match(/^(#.*|\*\*.*)$/gm)).toEqual([
      "## What this changes",
      "**This destroys data** in `a-streaming`.",
      "### In words",
      "### Cost",
      "**Cost:** +24.00 USD a month at list prices of 2026-11-21.",
      "### `a`",
      "**This destroys data:**",
      "### `b`",
      "### `c`",
    ]);
    expect(comment).toContain(
      "Not planned: no credentials.\n\n| stack | resources |\n|---|--:|\n| `c-apps` | 4 |\n",
    );
  });

  it("says when nothing is described in another way", () => {
    expect(reviewComment({ words: [], environments: [] })).toContain(
      "Nothing: every stack is described as before.",
    );
    expect(reviewComment({ environments: [] })).not.toContain("In words");
  });

  it("fits into a comment however much there is, and says where the rest is", () => {
    const changes = Array.from({ length: 2000 }, (_, index) =>
      change(`terraform_data.number_${index}`, { destroysData: true }),
    );
    const names = ["a", "b", "c", "d", "e"];
    const comment = reviewComment({
      words: Array.from({ length: 5000 }, (_, index) => `- \`s\`: change ${index}`),
      environments: names.map((name) => ({
        name,
        report: { stacks: [stack(`${name}-x`, { changes, costs: Array.from({ length: 500 }, () => cost) })] },
      })),
      wholeReport: "https://ci.example.com/run/7",
    });

    expect(comment.length).toBeLessThanOrEqual(60_000);
    expect(comment).toMatch(/- and \d+ more: the snapshots have them/);
    expect(comment.match(/All of it: https:\/\/ci\.example\.com\/run\/7\._/g)).toHaveLength(names.length);
  });
});
