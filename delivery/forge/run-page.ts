import { appendFileSync } from "node:fs";

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the log of this run is. Undefined outside of pipelines. */
export function runAddress(variables: Variables): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = variables;
  if (server && repository && run) return `${server}/${repository}/actions/runs/${run}`;
  return variables.CI_JOB_URL;
}

/** Shows Markdown beside the log, where the forge can: GitHub does. */
export function showOnRunPage({ GITHUB_STEP_SUMMARY: file }: Variables, markdown: string): void {
  if (file) appendFileSync(file, markdown);
}
