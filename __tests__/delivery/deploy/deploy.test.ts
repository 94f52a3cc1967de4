import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { applyStacks } from "../../../delivery/deploy/apply-stacks.ts";
import { configurationHash } from "../../../delivery/deploy/configuration-hash.ts";
import { type PlanSet, readPlanSet, savePlanSet } from "../../../delivery/deploy/plan-set.ts";
import { planStacks } from "../../../delivery/deploy/plan-stacks.ts";
import { expectUnchanged } from "../../../delivery/deploy/unchanged.ts";
import { TerraformStacks } from "./terraform-stacks.ts";

const silent = () => undefined;
const terraformIsThere = spawnSync("terraform", ["version"]).status === 0;

/** Each test goes on from where the one before it left the stacks. */
(terraformIsThere ? describe : describe.skip)("a plan that is saved and then applied", () => {
  const key = randomBytes(32);
  const demo = new TerraformStacks();
  let saved: string;
  beforeAll(() => {
    saved = mkdtempSync(join(tmpdir(), "millrace-saved-"));
  });
  afterAll(() => {
    demo.remove();
    rmSync(saved, { recursive: true, force: true });
  });

  async function plan(interrupted = () => false): Promise<PlanSet> {
    const temporary = mkdtempSync(join(tmpdir(), "millrace-planned-"));
    const { plans, files } = await planStacks(demo.stacks, temporary, interrupted, silent);
    const set: PlanSet = {
      version: 1,
      environments: ["demo"],
      commit: "c0ffee",
      plannedAt: "2026-11-21T10:00:00.000Z",
      stacks: plans,
    };
    savePlanSet(saved, set, files, key);
    rmSync(temporary, { recursive: true });
    return set;
  }
  const apply = () =>
    applyStacks({
      saved: readPlanSet(saved, key),
      stacks: demo.stacks,
      interrupted: () => false,
      say: silent,
    });

  it("is neither planned on nor saved after an interruption", async () => {
    demo.write("first");

    await expect(plan(() => true)).rejects.toThrow(/^interrupted, so no plan is saved\.$/);
    expect(readdirSync(saved)).toEqual([]);
  });

  it("makes a new environment: the second stack is planned again when the first has told its values", async () => {
    demo.write("a-secret-of-the-image");

    const { stacks } = await plan();
    expect(stacks).toMatchObject([
      { step: "apply", fromSynth: false, changes: [{ address: "terraform_data.workers", action: "create" }] },
      { step: "replan", fromSynth: true, changes: [{ address: "terraform_data.release", action: "create" }] },
    ]);
    expect(readdirSync(saved).sort()).toEqual(["demo-cluster.plan", "plans.json", "plans.json.seal"]);
    const kept = readdirSync(saved).map((name) => readFileSync(join(saved, name), "latin1"));
    expect(kept.join()).not.toContain("a-secret-of-the-image");

    expect(await apply()).toMatchObject([{ result: "applied" }, { result: "applied" }]);
  });

  it("applies a plan as it was saved where no value of another stack changes", async () => {
    demo.write("another");

    const set = await plan();
    const { stacks } = set;

    expect(stacks.map(({ step }) => step)).toEqual(["apply", "nothing"]);
    await expectUnchanged(set, demo.stacks, "c0ffee", silent);
    expect(await apply()).toMatchObject([{ result: "applied", changes: 1 }, { result: "unchanged" }]);
  });

  it("does nothing to a stack whose second plan would do more than was approved", async () => {
    demo.write("another", 2);
    const { stacks } = await plan();
    expect(stacks.map(({ step, changes }) => [step, changes.length])).toEqual([
      ["apply", 1],
      ["replan", 0],
    ]);

    expect(await apply()).toMatchObject([
      { result: "applied" },
      {
        result: "refused",
        problem:
          "the second plan must do what was approved, got also update terraform_data.release. Plan again, and have it approved.",
      },
    ]);
  });

  it("is refused with all that is another by now", async () => {
    const [cluster, apps] = demo.stacks.map(({ name, folder }) => ({
      name,
      configuration: configurationHash(folder),
      step: "nothing" as const,
      changes: [],
      fromSynth: false,
    }));
    if (!cluster || !apps) throw new Error("there must be two stacks");
    const stacks = [{ ...cluster, state: { lineage: "first", serial: 1 } }, apps];
    demo.write("a third", 2);

    const set = {
      version: 1,
      environments: ["demo"],
      commit: "c0ffee",
      plannedAt: "yesterday",
      stacks,
    } as const;

    await expect(expectUnchanged(set, demo.stacks, "decaf", silent)).rejects.toThrow(
      /^what was planned at yesterday is out of date, so nothing is applied:\ncommit: must be c0ffee, got decaf\.\ndemo-cluster: configuration must be as it was planned, got another one from synth\.\ndemo-cluster: state must be serial 1 of first, got serial \d+ of \S+\.\ndemo-apps: state must be none, got serial 1 of \S+\.\nPlan again, and have the new plan approved\.$/,
    );
  });
});
