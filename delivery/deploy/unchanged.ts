import type { SynthesizedStack } from "../synthesized-stacks.ts";
import { configurationHash } from "./configuration-hash.ts";
import type { PlanSet, StackPlan } from "./plan-set.ts";
import { type StateVersion, stateVersion } from "./state-version.ts";

/**
 * Makes sure that everything the plans were made from is still the same, before
 * anything is changed.
 *
 * @param stacks as synth has them now
 * @throws Error with all that is not
 */
export async function expectUnchanged(
  set: PlanSet,
  stacks: readonly SynthesizedStack[],
  commit: string,
  say: (line: string) => void,
): Promise<void> {
  const mistakes: string[] = [];
  if (commit !== set.commit) mistakes.push(`commit: must be ${set.commit}, got ${commit}.`);
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(", ");
  if (names(stacks) !== names(set.stacks)) {
    mistakes.push(`stacks: must be ${names(set.stacks)}, got ${names(stacks)}.`);
  }
  for (const stack of stacks) {
    const planned = set.stacks.find(({ name }) => name === stack.name);
    if (planned) mistakes.push(...(await changesSince(planned, stack, say)));
  }
  if (mistakes.length > 0) {
    throw new Error(
      `what was planned at ${set.plannedAt} is out of date, so nothing is applied:\n${mistakes.join("\n")}\n` +
        "Plan again, and have the new plan approved.",
    );
  }
}

async function changesSince(
  planned: StackPlan,
  stack: SynthesizedStack,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const mistakes: string[] = [];
  if (configurationHash(stack.folder) !== planned.configuration) {
    mistakes.push(`${stack.name}: configuration must be as it was planned, got another one from synth.`);
  }
  const now = await stateVersion(stack, (step) => say(`${stack.name}: ${step}`));
  if (shown(now) !== shown(planned.state)) {
    mistakes.push(`${stack.name}: state must be ${shown(planned.state)}, got ${shown(now)}.`);
  }
  return mistakes;
}

function shown(state: StateVersion | undefined): string {
  return state === undefined ? "none" : `serial ${state.serial} of ${state.lineage}`;
}
