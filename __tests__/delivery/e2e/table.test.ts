import { expect, it } from "@jest/globals";
import { type StepResult, table } from "../../../delivery/e2e/table.ts";

const passed: StepResult = {
  environment: "oke-dev",
  step: "1 apply",
  seconds: 31.25,
  result: "passed",
  detail: "5 stacks",
};

it("aligns its columns and gives no time to what was skipped", () => {
  const results: readonly StepResult[] = [
    passed,
    { ...passed, step: "2 no drift", seconds: 4, result: "failed", detail: "plans must be empty" },
    { ...passed, environment: "oke-production", step: "0 init", result: "skipped", detail: "no plugin" },
  ];
  expect(table(results)).toBe(
    [
      "environment     step          time  result   what was seen",
      "oke-dev         1 apply     31.3 s  passed   5 stacks",
      "oke-dev         2 no drift   4.0 s  failed   plans must be empty",
      "oke-production  0 init              skipped  no plugin",
    ].join("\n"),
  );
});
