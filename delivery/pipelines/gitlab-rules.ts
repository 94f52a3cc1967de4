import { parse } from "yaml";
import { lineProblem } from "./npm-command.ts";

/** A job of GitLab, as far as our rules read it. Templates begin with a dot. */
interface GitLabJob {
  readonly extends?: string | readonly string[];
  readonly image?: string;
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly after_script?: readonly string[];
  readonly rules?: readonly { readonly if?: string }[];
  readonly environment?: { readonly name: string; readonly action?: string };
  readonly resource_group?: string;
  readonly id_tokens?: object;
  readonly timeout?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

const notJobs = new Set(["default", "variables", "stages", "workflow", "include", "spec"]);

const ownProject = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID";

/** What is wrong with `.gitlab-ci.yml` by our own rules; GitLab's schema knows the language. */
export function brokenGitLabRules(text: string, scripts: ReadonlySet<string>): readonly string[] {
  const all = parse(text, { merge: true }) as Readonly<Record<string, GitLabJob>>;
  return Object.keys(all)
    .filter((name) => name === "default" || !notJobs.has(name))
    .flatMap((name) => {
      const lines = linesOf(all[name] ?? {}).flatMap((line) => lineProblem(line, scripts) ?? []);
      const more = name === "default" || name.startsWith(".") ? [] : jobProblems(inherited(name, all));
      return [...lines.map((problem) => `script: ${problem}`), ...more].map(
        (problem) => `${name}.${problem}`,
      );
    });
}

/** A job with what it extends, the nearest first, as GitLab merges the keys that our rules read: lists are replaced. */
export function inherited(name: string, all: Readonly<Record<string, GitLabJob>>): GitLabJob {
  const own = all[name] ?? {};
  const bases = own.extends === undefined ? [] : [own.extends].flat();
  const jobs = [...bases.map((base) => inherited(base, all)), own];
  const variables = Object.assign({}, ...jobs.map((job) => job.variables));
  return Object.assign({}, all.default, ...jobs, { variables });
}

function linesOf({ before_script = [], script = [], after_script = [] }: GitLabJob): readonly string[] {
  return [...before_script, ...script, ...after_script];
}

function jobProblems(job: GitLabJob): readonly string[] {
  const problems: string[] = [];
  if (
    job.image === undefined ||
    !/:[\w.-]+$|@sha256:|^\$\w+$/.test(job.image) ||
    job.image.endsWith(":latest")
  ) {
    problems.push(`image: must have a version, got ${job.image ?? "none"}. Name one.`);
  }
  if (job.timeout === undefined) {
    problems.push("timeout: must be set, got none. The project's own may be anything.");
  }
  if (job.id_tokens === undefined && job.environment === undefined) return problems;
  if (job.id_tokens !== undefined && linesOf(job).some((line) => line.includes(" --post"))) {
    problems.push(
      "script: must not write to a merge request where there is an identity, got --post. " +
        "Save what there is to tell, and let a job without one tell it.",
    );
  }
  if (job.environment === undefined) {
    problems.push("environment: must be named where there is an identity, got none. Add it.");
  }
  if (job.resource_group === undefined) {
    problems.push(
      "resource_group: must be set for a job that reads or changes an environment, got none. Add it.",
    );
  }
  const open = (job.rules ?? []).filter(
    ({ if: condition = "" }) => condition.includes("merge_request_event") && !condition.includes(ownProject),
  );
  if (job.rules === undefined || open.length > 0) {
    problems.push(
      `rules: must have ${ownProject} for merge requests, got ${open[0]?.if ?? "none"}. A fork runs no plan.`,
    );
  }
  return problems;
}
