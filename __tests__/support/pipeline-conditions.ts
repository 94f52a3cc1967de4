import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { inherited } from "../../delivery/pipelines/gitlab-rules.ts";
import type { Workflow } from "../../delivery/pipelines/workflow.ts";

/** What a forge knows of an event, by the name that conditions use. What is not here is empty. */
export type Known = Readonly<Record<string, string>>;

/** Jobs of GitHub that an event starts, as `<file>.<job>`, as far as our conditions go. Each is taken to succeed. */
export function githubJobs(event: string, known: Known): readonly string[] {
  const folder = join(".github", "workflows");
  return readdirSync(folder).flatMap((file) => {
    const { on = {}, jobs } = parse(readFileSync(join(folder, file), "utf8")) as Workflow;
    if (!(event in on)) return [];
    const started: string[] = [];
    for (const [name, job] of Object.entries(jobs)) {
      const needed = [job.needs ?? []].flat();
      const condition = job.if ?? "success()";
      // Without such a function a condition asks for success as well, and a job that is left out is none.
      const asked = /\b(always|cancelled|failure)\(/.test(condition);
      if (!asked && !needed.every((one) => started.includes(one))) continue;
      if (holds(condition.replace(/^\$\{\{ (.*) \}\}$/, "$1"), known)) started.push(name);
    }
    return started.map((name) => `${file.replace(".yml", "")}.${name}`);
  });
}

/** Jobs of GitLab that an event starts, or offers to be started by hand. */
export function gitlabJobs(known: Known): readonly string[] {
  const all = parse(readFileSync(".gitlab-ci.yml", "utf8"), { merge: true });
  const dollars = Object.fromEntries(Object.entries(known).map(([name, value]) => [`$${name}`, value]));
  const matches = ({ rules = [] }: { readonly rules?: readonly { readonly if?: string }[] }) =>
    rules.some(({ if: condition = "" }) => holds(condition, dollars));
  if (!matches(all.workflow)) return [];
  return Object.keys(all).filter(
    (name) => !/^\.|^(stages|workflow|default)$/.test(name) && matches(inherited(name, all)),
  );
}

/** Comparisons with `&&` between them, in the language of either forge. */
function holds(condition: string, known: Known): boolean {
  return condition.split(" && ").every((term) => {
    if (/^(always|success|!cancelled)\(\)$/.test(term)) return true;
    const [, left = "", operator, right = ""] = /^(\S+)(?: (==|!=) (\S+))?$/.exec(term) ?? [];
    if (left === "") throw new Error(`condition must be one that this test knows, got ${term}. Teach it.`);
    const value = (text: string) => /^["'](.*)["']$/.exec(text)?.[1] ?? known[text] ?? "";
    if (operator === undefined) return value(left) !== "";
    return (value(left) === value(right)) === (operator === "==");
  });
}
