import type { EnvironmentRun } from "./run.ts";
import { apply } from "./steps/apply.ts";
import { deploy } from "./steps/deploy.ts";
import { destroy } from "./steps/destroy.ts";
import { drift } from "./steps/drift.ts";
import { kill } from "./steps/kill.ts";
import { noDrift } from "./steps/no-drift.ts";
import { repair } from "./steps/repair.ts";
import { review } from "./steps/review.ts";
import { rollBack } from "./steps/roll-back.ts";
import { smoke, smokeOnPods } from "./steps/smoke.ts";
import { update } from "./steps/update.ts";

type Step = readonly [name: string, run: (run: EnvironmentRun) => Promise<string>];

/** Every step of a life, in order. One whose name has no number stands with the one before it. */
export const steps: readonly Step[] = [
  ["1 apply", apply],
  ["2 no drift", noDrift],
  ["3 repair", repair],
  ["4 update", update],
  ["5 review", review],
  ["6 deploy", deploy],
  ["7 smoke", smoke],
  ["  on pods", smokeOnPods],
  ["8 drift", drift],
  ["9 roll back", rollBack],
  ["10 kill -9", kill],
  ["11 destroy", destroy],
];
