import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { inherited } from "../../../delivery/pipelines/gitlab-rules.ts";
import type { Variables, Workflow } from "../../../delivery/pipelines/workflow.ts";

type Values = Readonly<Record<string, string>>;

/** A line that a job runs, with all of the environment that the pipeline's file gives it. */
export interface PipelineLine {
  readonly line: string;
  readonly environment: Values;
}

/** What somebody has set up for an environment of the forge. */
export interface Setup {
  readonly vars: Values;
  readonly secrets: Values;
}

export interface PipelineJob {
  /** Of the forge, whose variables and secrets it gets. */
  readonly environment: string | undefined;
  /** Names of the tokens that it asks for, to say who it is. */
  readonly identities: readonly string[];
  lines(setup: Setup): readonly PipelineLine[];
}

/** A job of GitHub; `deploy.plan` is the job `plan` of deploy.yml. @param matrix or the inputs of a run by hand */
export function githubJob(name: string, matrix: Values): PipelineJob {
  const [file, jobName = ""] = name.split(".");
  const workflow = parse(readFileSync(join(".github", "workflows", `${file}.yml`), "utf8")) as Workflow;
  const job = workflow.jobs[jobName];
  if (!job) throw new Error(`${file}.yml has no job ${jobName}.`);
  const permissions = typeof job.permissions === "object" ? job.permissions : {};
  const environment = typeof job.environment === "object" ? job.environment.name : job.environment;
  const place = { vars: {}, secrets: {}, matrix };
  return {
    environment: environment && filled({ environment }, place).environment,
    identities: permissions["id-token"] === "write" ? ["ACTIONS_ID_TOKEN"] : [],
    lines: (setup) =>
      job.steps.flatMap(({ run, env = {} }) => {
        if (run === undefined) return [];
        const all = [workflow.env ?? {}, job.env ?? {}, env];
        const values = all.map((variables) => filled(variables, { ...setup, matrix }));
        return [{ line: run, environment: Object.assign({}, ...values) }];
      }),
  };
}

/** As GitHub fills in expressions, as far as ours go. What is not set is empty there, too. */
function filled(variables: Variables, { vars, secrets, matrix }: Setup & { readonly matrix: Values }) {
  const contexts: Readonly<Record<string, Values>> = { vars, secrets, matrix, inputs: matrix };
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

/** A job of GitLab, which gives it all variables that are for its environment. */
export function gitlabJob(name: string, matrix: Values): PipelineJob {
  const all = parse(readFileSync(".gitlab-ci.yml", "utf8"), { merge: true });
  const {
    before_script = [],
    script = [],
    variables = {},
    environment,
    id_tokens = {},
  } = inherited(name, all);
  const known = (text: string) => text.replaceAll(/\$(\w+)/g, (_, key: string) => matrix[key] ?? "");
  return {
    environment: environment && known(environment.name),
    identities: Object.keys(id_tokens),
    lines: ({ vars, secrets }) =>
      [...before_script, ...script].map((line) => ({
        line,
        environment: { ...variables, ...matrix, ...vars, ...secrets },
      })),
  };
}
