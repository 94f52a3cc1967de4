import { parse } from "yaml";
import { lineProblem, npmCommand } from "./npm-command.ts";
import type { Job, Step, Workflow } from "./workflow.ts";

/** Without it a job of another repository's pull request would run with what this one's may. */
const ownRepository = "github.event.pull_request.head.repo.full_name == github.repository";

/**
 * What is wrong with a workflow of GitHub by our own rules; actionlint knows the language.
 *
 * @param text of the file, because the version of an action stands in a comment
 * @param scripts the names in package.json
 */
export function brokenWorkflowRules(text: string, scripts: ReadonlySet<string>): readonly string[] {
  const workflow = parse(text) as Workflow;
  return [
    ...pinProblems(text),
    ...workflowProblems(workflow),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) =>
      [
        ...jobProblems(job, workflow),
        ...job.steps.flatMap((step, index) => stepProblems(step, index, scripts)),
      ].map((problem) => `jobs.${name}${problem}`),
    ),
  ];
}

function pinProblems(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const [, used] = /^\s*(?:-\s+)?uses:\s*(.*)$/.exec(line) ?? [];
    if (used === undefined || /^[\w-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used)) return [];
    return [
      `uses: must be <action>@<commit> # v<version>, got ${used}. Take the commit of the version's tag.`,
    ];
  });
}

function workflowProblems({ on = {}, permissions, concurrency, env = {} }: Workflow): readonly string[] {
  const problems: string[] = [];
  if (JSON.stringify(permissions) !== "{}") {
    problems.push(
      `permissions: must be {}, got ${JSON.stringify(permissions) ?? "none"}. Give each job what it needs.`,
    );
  }
  if (concurrency !== undefined) {
    problems.push("concurrency: must stand in a job, got one of the workflow. Move it.");
  }
  if ("pull_request_target" in on) {
    problems.push(
      "on: must not have pull_request_target, which runs with secrets for anybody's code, got it. Use pull_request.",
    );
  }
  return [
    ...problems,
    ...secretsIn(env).map((name) => `env: must not hold ${name}, got it. Give it to a step.`),
  ];
}

function jobProblems(job: Job, { on = {} }: Workflow): readonly string[] {
  const problems: string[] = [];
  if (typeof job.permissions !== "object") {
    problems.push(".permissions: must list what the job needs, got none. `contents: read` is the least.");
  }
  if (job["timeout-minutes"] === undefined) {
    problems.push(".timeout-minutes: must be set, got none. GitHub's own is six hours.");
  }
  const needsEnvironment = hasCredentials(job);
  if (needsEnvironment && job.environment === undefined) {
    problems.push(
      ".environment: must name a protected environment where there are secrets or an identity, got none. Add it.",
    );
  }
  if (needsEnvironment && "pull_request" in on && !job.if?.includes(ownRepository)) {
    problems.push(`.if: must have ${ownRepository}, got ${job.if ?? "none"}. A fork runs no plan.`);
  }
  if (needsEnvironment && !applies(job) && may(job, "pull-requests") === "write") {
    problems.push(
      ".permissions: must not have pull-requests: write where there are secrets or an identity, got it. " +
        "Save what there is to tell, and let a job without them tell it.",
    );
  }
  if (needsEnvironment && job.concurrency === undefined) {
    problems.push(
      ".concurrency: must be set for a job that reads or changes an environment, got none. Add it.",
    );
  }
  for (const name of secretsIn(job.env ?? {})) {
    problems.push(`.env: must not hold ${name}, which every action would see, got it. Give it to a step.`);
  }
  return problems;
}

/** Of a cloud or a registry: secrets, or an identity that something may trust. */
function hasCredentials(job: Job): boolean {
  const secrets = job.steps.flatMap(({ env = {}, with: inputs = {} }) => secretsIn({ env, inputs }));
  return secrets.length > 0 || may(job, "id-token") === "write";
}

function may({ permissions }: Job, what: string): string | undefined {
  return typeof permissions === "object" ? permissions[what] : undefined;
}

/** Runs what was merged and approved, never what somebody proposes, and says what became of it. */
function applies({ steps }: Job): boolean {
  return steps.some(({ run = "" }) => npmCommand(run)?.script === "apply");
}

function stepProblems(step: Step, index: number, scripts: ReadonlySet<string>): readonly string[] {
  const problems: string[] = [];
  const line = step.run === undefined ? undefined : lineProblem(step.run, scripts);
  if (line !== undefined) problems.push(`run: ${line}`);
  const { path, ...inputs } = step.with ?? {};
  if (
    step.uses?.startsWith("actions/upload-artifact@") &&
    /(^|\/)\.\w/.test(String(path)) &&
    inputs["include-hidden-files"] !== true
  ) {
    problems.push(
      `with.include-hidden-files: must be true for ${path}, got the default, which uploads nothing. Set it.`,
    );
  }
  if (step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false) {
    problems.push(
      "with.persist-credentials: must be false, got the default, which leaves a token in .git. Set it.",
    );
  }
  return problems.map((problem) => `.steps[${index}].${problem}`);
}

/** Secrets among the values; the job's own token is not one that somebody keeps. */
function secretsIn(env: object): readonly string[] {
  return [...JSON.stringify(env).matchAll(/\bsecrets\.(\w+)/g)].flatMap(([, name = ""]) =>
    name === "GITHUB_TOKEN" ? [] : [name],
  );
}
