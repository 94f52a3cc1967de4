import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { inherited } from "../../delivery/pipelines/gitlab-rules.ts";
import type { Job, Variables, Workflow } from "../../delivery/pipelines/workflow.ts";

/** A line that a pipeline runs, with all of the environment that its file gives it. */
export interface PipelineLine {
  readonly line: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a repository is set up with, and what differs from job to job. */
export interface Setup {
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly matrix: Readonly<Record<string, string>>;
}

export type LinesOf = (job: string) => readonly PipelineLine[];

/** The lines of a job of GitHub; `deploy.plan` is the job `plan` of deploy.yml. */
export function githubLines(setup: Setup): LinesOf {
  return (name) => {
    const [file, jobName = ""] = name.split(".");
    const workflow = parse(readFileSync(join(".github", "workflows", `${file}.yml`), "utf8")) as Workflow;
    const job = workflow.jobs[jobName] as Job;
    return job.steps.flatMap(({ run, env = {} }) =>
      run === undefined
        ? []
        : [
            {
              line: run,
              environment: {
                ...filled(workflow.env ?? {}, setup),
                ...filled(job.env ?? {}, setup),
                ...filled(env, setup),
              },
            },
          ],
    );
  };
}

/** As GitHub fills in expressions, as far as ours go. What is not set is empty there, too. */
function filled(variables: Variables, { vars, secrets, matrix }: Setup): Record<string, string> {
  const contexts: Readonly<Record<string, Readonly<Record<string, string>>>> = { vars, secrets, matrix };
  const meaningOf = (expression: string): string => {
    const [, context = "", key = ""] = /^(\w+)\.(\w+)$/.exec(expression) ?? [];
    if (contexts[context]) return contexts[context]?.[key] ?? "";
    if (expression === "join(fromJSON(vars.ENVIRONMENTS || '[]'), ' ')") {
      return (JSON.parse(vars.ENVIRONMENTS || "[]") as string[]).join(" ");
    }
    throw new Error(`expression must be one that the rehearsal knows, got ${expression}. Teach it.`);
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      String(value).replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => meaningOf(expression)),
    ]),
  );
}

/** The lines of a job of GitLab, which gives every job all variables of the project that are for its environment. */
export function gitlabLines(project: Readonly<Record<string, string>>, matrix: Setup["matrix"]): LinesOf {
  return (name) => {
    const all = parse(readFileSync(".gitlab-ci.yml", "utf8"), { merge: true });
    const { before_script = [], script = [], variables = {} } = inherited(name, all);
    return [...before_script, ...script].map((line) => ({
      line,
      environment: { ...variables, ...matrix, ...project },
    }));
  };
}
