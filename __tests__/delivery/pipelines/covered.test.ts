import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { parse } from "yaml";
import { inherited } from "../../../delivery/pipelines/gitlab-rules.ts";
import type { Workflow } from "../../../delivery/pipelines/workflow.ts";
import { leftOut, rehearsed } from "../../support/rehearsal/rehearsed.ts";

/** Brings programs from the Internet, which take minutes to build; `.ci/run` begins with its own. */
const brings = "npm run tools -- ";

function github(): [job: string, lines: readonly string[]][] {
  return readdirSync(join(".github", "workflows")).flatMap((file) => {
    const { jobs } = parse(readFileSync(join(".github", "workflows", file), "utf8")) as Workflow;
    return Object.entries(jobs).map(([name, { steps }]): [string, string[]] => [
      `${file.replace(".yml", "")}.${name}`,
      steps.flatMap(({ run = [] }) => run),
    ]);
  });
}

function gitlab(): [job: string, lines: readonly string[]][] {
  const all = parse(readFileSync(".gitlab-ci.yml", "utf8"), { merge: true });
  const names = Object.keys(all).filter((name) => !/^\.|^(stages|workflow|default)$/.test(name));
  return names.map((name) => {
    const { before_script = [], script = [] } = inherited(name, all);
    return [name, [...before_script, ...script]];
  });
}

it.each([
  ["GitHub", github(), Object.values(rehearsed.github)],
  ["GitLab", gitlab(), Object.values(rehearsed.gitlab)],
])(
  "each line of %s is run: by npm run test:pipelines, or by .ci/run",
  (_, jobs, inRehearsal: readonly string[]) => {
    const steps = readFileSync(join(".ci", "run"), "utf8")
      .replaceAll(" --silent", "")
      .match(/^ *step(?:_or_skip)? '.*$/gm);
    const others = jobs.filter(([name]) => !inRehearsal.includes(name)).flatMap(([, lines]) => lines);
    const unknown = [...others, ...leftOut].filter(
      (line) => !line.startsWith(brings) && !steps?.some((step) => `${step} `.includes(`' ${line} `)),
    );

    expect(unknown).toEqual([]);
    expect(jobs.map(([name]) => name)).toEqual(expect.arrayContaining([...inRehearsal]));
  },
);
