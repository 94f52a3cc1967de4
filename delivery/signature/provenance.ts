import { readFileSync } from "node:fs";
import type { Commit } from "../images/commit.ts";

/** Who built, as a pipeline says it; nothing outside of one. */
export interface Builder {
  /** What was run: a workflow or a pipeline's file. */
  readonly id: string;
  /** The run. */
  readonly invocation: string;
}

/** @param variables of GitHub Actions or GitLab CI */
export function builderOf(variables: NodeJS.ProcessEnv): Builder | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_WORKFLOW_REF, GITHUB_RUN_ID } = variables;
  if (GITHUB_RUN_ID !== undefined) {
    return {
      id: `${GITHUB_SERVER_URL}/${GITHUB_WORKFLOW_REF}`,
      invocation: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`,
    };
  }
  const { CI_PROJECT_URL, CI_JOB_URL } = variables;
  if (CI_JOB_URL !== undefined) {
    return { id: `${CI_PROJECT_URL}//.gitlab-ci.yml`, invocation: CI_JOB_URL };
  }
  return undefined;
}

/** SLSA provenance, version 1: what it was built from, and by whom. https://slsa.dev/spec/v1.0/provenance */
export function provenance(program: string, { source, revision }: Commit, builder: Builder): object {
  const base = /^ARG NODE=(\S+)@sha256:([0-9a-f]{64})$/m.exec(readFileSync("Dockerfile", "utf8"));
  if (base === null) throw new Error("Dockerfile: NODE must be pinned by digest, got none. Pin it.");
  const [, image, sha256] = base;
  return {
    buildDefinition: {
      buildType: `${source}#docker-bake.hcl`,
      externalParameters: { program },
      resolvedDependencies: [
        { uri: `git+${source}`, digest: { gitCommit: revision } },
        { uri: `docker://${image}`, digest: { sha256 } },
      ],
    },
    runDetails: { builder: { id: builder.id }, metadata: { invocationId: builder.invocation } },
  };
}
