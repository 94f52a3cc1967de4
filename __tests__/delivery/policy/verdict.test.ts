import { describe, expect, it } from "@jest/globals";
import type { Accepted } from "../../../delivery/policy/accepted.ts";
import { type FailedCheck, judge } from "../../../delivery/policy/verdict.ts";

const failed = (check: string, resource: string): FailedCheck => ({
  stack: "a",
  check,
  resource,
  name: "rule",
});
const exception: Accepted = { check: "CKV_1", resource: /^vcn\./, reason: "because" };

describe("the verdict over checkov's findings", () => {
  it("refuses a failed check that nobody accepted", () => {
    const finding = failed("CKV_2", "vcn.a");

    expect(judge([finding], [])).toEqual({ refused: [finding], acceptedCount: 0, stale: [] });
  });

  it("accepts a check on the resources that the exception names, and on no others", () => {
    const other = failed("CKV_1", "subnet.a");

    expect(judge([failed("CKV_1", "vcn.a"), other], [exception])).toEqual({
      refused: [other],
      acceptedCount: 1,
      stale: [],
    });
  });

  it("reports an exception that nothing needs any more", () => {
    expect(judge([], [exception]).stale).toEqual([exception]);
  });
});
