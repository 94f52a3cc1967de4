import { readFileSync } from "node:fs";

/** The pull or merge request that a pipeline runs for. */
export interface ReviewedChange {
  readonly number: number;
  /** Commit that it starts from, or would be merged into. */
  readonly base: string;
  /** From a repository of somebody else: its pipeline gets no credentials and may write nothing. */
  readonly fromFork: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Of GitHub's event file: https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request */
interface PullRequestEvent {
  readonly pull_request?: {
    readonly number: number;
    readonly base: { readonly sha: string };
    /** Null when the fork is gone. */
    readonly head: { readonly repo: { readonly full_name: string } | null };
  };
}

/** Undefined where this is no pipeline of a pull or merge request. */
export function reviewedChange(variables: Variables): ReviewedChange | undefined {
  const { GITHUB_EVENT_PATH: event, GITHUB_REPOSITORY: repository } = variables;
  if (event !== undefined) {
    const { pull_request: request } = JSON.parse(readFileSync(event, "utf8")) as PullRequestEvent;
    if (!request) return undefined;
    const { number, base, head } = request;
    return { number, base: base.sha, fromFork: head.repo?.full_name !== repository };
  }
  const { CI_MERGE_REQUEST_IID: number, CI_MERGE_REQUEST_DIFF_BASE_SHA: base } = variables;
  if (number === undefined || base === undefined) return undefined;
  const fromFork = variables.CI_MERGE_REQUEST_SOURCE_PROJECT_ID !== variables.CI_MERGE_REQUEST_PROJECT_ID;
  return { number: Number(number), base, fromFork };
}
