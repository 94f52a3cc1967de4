import { describe, expect, it } from "@jest/globals";
import { githubJobs, gitlabJobs } from "../../support/pipeline-conditions.ts";

describe("what GitHub starts", () => {
  const github = { "github.repository": "some/where", "github.ref": "refs/heads/main" };
  const setUp = { ...github, "vars.ENVIRONMENTS": '["oke-dev"]' };
  const from = (repository: string) => ({
    "github.ref": "refs/pull/12/merge",
    "github.event.pull_request.head.repo.full_name": repository,
  });

  it.each([
    [
      "a pull request",
      "pull_request",
      { ...setUp, ...from("some/where") },
      ["check.check", "review.plan", "review.comment"],
    ],
    ["a fork's", "pull_request", { ...setUp, ...from("somebody/fork") }, ["check.check"]],
    ["one where nothing is set up", "pull_request", { ...github, ...from("some/where") }, ["check.check"]],
    ["a merge", "push", setUp, ["check.check", "deploy.plan", "deploy.apply"]],
    ["a merge where nothing is set up", "push", github, ["check.check"]],
    ["a clock", "schedule", setUp, ["drift.drift", "support.support"]],
    ["a clock where nothing is set up", "schedule", github, []],
    [
      "a hand on main",
      "workflow_dispatch",
      setUp,
      ["deploy.plan", "deploy.apply", "drift.drift", "images.push", "support.support"],
    ],
    ["a hand on another branch", "workflow_dispatch", { ...setUp, "github.ref": "refs/heads/mine" }, []],
  ])("for %s", (_, event, known, jobs) => {
    expect(githubJobs(event, known)).toEqual(jobs);
  });
});

describe("what GitLab starts", () => {
  const project = { CI_PROJECT_ID: "7", CI_DEFAULT_BRANCH: "main" };
  const setUp = { ...project, ENVIRONMENTS: "oke-dev" };
  const request = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "7" };
  const merge = { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" };
  const clock = { CI_PIPELINE_SOURCE: "schedule", CI_COMMIT_BRANCH: "main" };

  it.each([
    ["a merge request", { ...setUp, ...request }, ["check", "policy", "diff", "review"]],
    [
      "a fork's, here",
      { ...setUp, ...request, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "8" },
      ["check", "policy"],
    ],
    [
      "a fork's, there, where nothing is set up",
      { ...project, ...request, CI_PROJECT_ID: "8", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "8" },
      ["check", "policy"],
    ],
    ["a merge", { ...setUp, ...merge }, ["check", "policy", "plan", "apply", "images"]],
    ["a merge where nothing is set up", { ...project, ...merge }, ["check", "policy"]],
    ["a push to another branch", { ...setUp, ...merge, CI_COMMIT_BRANCH: "mine" }, []],
    ["the night", { ...setUp, ...clock, SCHEDULE: "nightly" }, ["drift"]],
    ["the week", { ...setUp, ...clock, SCHEDULE: "weekly" }, ["support"]],
  ])("for %s", (_, known, jobs) => {
    expect(gitlabJobs(known)).toEqual(jobs);
  });
});
