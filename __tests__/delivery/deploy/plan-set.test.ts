import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type PlanSet, readPlanSet, savePlanSet } from "../../../delivery/deploy/plan-set.ts";
import { planKey } from "../../../delivery/deploy/sealed.ts";

const key = Buffer.alloc(32, 1);
const stack = { configuration: "", step: "apply", changes: [], fromSynth: false } as const;
const set: PlanSet = {
  version: 1,
  environments: ["demo"],
  commit: "c0ffee",
  plannedAt: "2026-11-21T10:00:00.000Z",
  stacks: [
    { ...stack, name: "one" },
    { ...stack, name: "two" },
  ],
};

describe("saved plans", () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-plans-"));
    writeFileSync(file("first"), "plan of one");
    writeFileSync(file("second"), "plan of two");
    const plans = new Map([
      ["one", file("first")],
      ["two", file("second")],
    ]);
    savePlanSet(folder, set, plans, key);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("come back as they were", () => {
    const saved = readPlanSet(folder, key);

    expect(saved.set).toEqual(set);
    expect(saved.plan("two").toString()).toBe("plan of two");
  });

  it("are refused when a word of the list beside them is another", () => {
    writeFileSync(
      file("plans.json"),
      readFileSync(file("plans.json"), "utf8").replace('"apply"', '"replan"'),
    );

    expect(() => readPlanSet(folder, key)).toThrow(/plans\.json\.seal: must be as it was saved, got /);
  });

  it("are refused under the name of another stack, and when one is gone", () => {
    writeFileSync(file("one.plan"), readFileSync(file("two.plan")));
    rmSync(file("two.plan"));
    const saved = readPlanSet(folder, key);

    expect(() => saved.plan("one")).toThrow(/one\.plan: must be as it was saved, got /);
    expect(() => saved.plan("two")).toThrow(
      /two\.plan: must be as it was saved, got no such file\. Apply with /,
    );
  });

  it("are refused without the key", () => {
    expect(() => readPlanSet(folder, Buffer.alloc(32, 2))).toThrow(
      /Apply with the PLAN_KEY that it was planned with, or plan again\.$/,
    );
  });
});

describe("planKey", () => {
  const remedy =
    "Make one with `openssl rand -base64 32` and give it, as a secret, to whoever plans and whoever applies.";

  it("wants a key", () => {
    expect(() => planKey({})).toThrow(`environment: PLAN_KEY must be set, got none. ${remedy}`);
  });

  it.each([
    ["too short", Buffer.alloc(31).toString("base64")],
    ["not base64", `${"!".repeat(43)}=`],
  ])("refuses one that is %s and does not show it", (_, value) => {
    expect(() => planKey({ PLAN_KEY: value })).toThrow(
      `environment: PLAN_KEY must be 32 bytes in base64, got something else. ${remedy}`,
    );
  });
});
