import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse, stringify } from "yaml";
import { brokenGitLabRules } from "../../../delivery/pipelines/gitlab-rules.ts";
import { brokenWorkflowRules } from "../../../delivery/pipelines/workflow-rules.ts";

const scripts = new Set(Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts));
/** As GitHub fills it in. */
const expression = (name: string) => ["$", `{{ ${name} }}`].join("");
const pinned = `actions/checkout@${"0".repeat(40)} # v1.2.3`;

/** A job that reads an environment in a pull request, and is as it must be. */
const good = `
on: { pull_request: null }
permissions: {}
jobs:
  plan:
    if: github.event.pull_request.head.repo.full_name == github.repository
    environment: plan
    timeout-minutes: 5
    concurrency: { group: plan }
    permissions: { contents: read, id-token: write }
    steps:
      - uses: ${pinned}
        with: { persist-credentials: false }
      - run: npm run diff -- oke-dev "$MORE" $EVERY --format json
        env: { TOKEN: "${expression("secrets.TOKEN")}" }
`;

describe("the rules for workflows of GitHub", () => {
  it.each(readdirSync(join(".github", "workflows")))("are kept by %s", (name) => {
    const text = readFileSync(join(".github", "workflows", name), "utf8");

    expect(brokenWorkflowRules(text, scripts)).toEqual([]);
  });

  it("have nothing against a job that keeps them", () => {
    expect(brokenWorkflowRules(good, scripts)).toEqual([]);
  });

  it.each([
    [
      "an action by its tag",
      [pinned, "actions/checkout@v4"],
      "uses: must be <action>@<commit> # v<version>, got actions/checkout@v4. Take the commit of the version's tag.",
    ],
    [
      "an action whose version is not told",
      [" # v1.2.3", ""],
      `uses: must be <action>@<commit> # v<version>, got actions/checkout@${"0".repeat(40)}. Take the commit of the version's tag.`,
    ],
    [
      "rights for every job",
      ["permissions: {}", "permissions: { contents: write }"],
      'permissions: must be {}, got {"contents":"write"}. Give each job what it needs.',
    ],
    [
      "a job that does not say its rights",
      ["permissions: { contents: read, id-token: write }", ""],
      "jobs.plan.permissions: must list what the job needs, got none. `contents: read` is the least.",
    ],
    [
      "code of others with secrets",
      ["pull_request: null", "pull_request: null, pull_request_target: null"],
      "on: must not have pull_request_target, which runs with secrets for anybody's code, got it. Use pull_request.",
    ],
    [
      "a plan for a fork",
      ["if: github.event.pull_request.head.repo.full_name == github.repository", "if: always()"],
      "jobs.plan.if: must have github.event.pull_request.head.repo.full_name == github.repository, got always(). A fork runs no plan.",
    ],
    [
      "secrets outside a protected environment",
      ["environment: plan", ""],
      "jobs.plan.environment: must name a protected environment where there are secrets or an identity, got none. Add it.",
    ],
    [
      "two at a time",
      ["concurrency: { group: plan }", ""],
      "jobs.plan.concurrency: must be set for a job that reads or changes an environment, got none. Add it.",
    ],
    [
      "no end",
      ["timeout-minutes: 5", ""],
      "jobs.plan.timeout-minutes: must be set, got none. GitHub's own is six hours.",
    ],
    [
      "a secret for every step",
      ["timeout-minutes: 5", `timeout-minutes: 5\n    env: { A: "${expression("secrets.TOKEN")}" }`],
      "jobs.plan.env: must not hold TOKEN, which every action would see, got it. Give it to a step.",
    ],
    [
      "a token left in .git",
      ["with: { persist-credentials: false }", ""],
      "jobs.plan.steps[0].with.persist-credentials: must be false, got the default, which leaves a token in .git. Set it.",
    ],
    [
      "a comment by whoever has credentials",
      ["id-token: write", "id-token: write, pull-requests: write"],
      "jobs.plan.permissions: must not have pull-requests: write where there are secrets or an identity, got it. Save what there is to tell, and let a job without them tell it.",
    ],
    [
      "a hidden folder that is not uploaded",
      [
        "      - run:",
        `      - uses: ${pinned.replace("checkout", "upload-artifact")}\n        with: { path: .millrace/diffs }\n      - run:`,
      ],
      "jobs.plan.steps[1].with.include-hidden-files: must be true for .millrace/diffs, got the default, which uploads nothing. Set it.",
    ],
    [
      "logic",
      ["run: npm run diff -- oke-dev", "run: npm run diff && npm run diff -- oke-dev"],
      'jobs.plan.steps[1].run: must be one npm script with words or variables behind it, got "npm run diff && npm run diff -- oke-dev \\"$MORE\\" $EVERY --format json". Put the logic into delivery/.',
    ],
    [
      "what somebody wrote into a pull request as a part of a command",
      ["oke-dev", expression("github.head_ref")],
      `jobs.plan.steps[1].run: must be one npm script with words or variables behind it, got "npm run diff -- ${expression("github.head_ref")} \\"$MORE\\" $EVERY --format json". Put the logic into delivery/.`,
    ],
    [
      "a script that is not there",
      ["npm run diff", "npm run difference"],
      "jobs.plan.steps[1].run: must be a script of package.json, got difference. Correct the name.",
    ],
  ])("refuse %s", (_, [from = "", to = ""], problem) => {
    expect(
      brokenWorkflowRules(
        good.replace(from, () => to),
        scripts,
      ),
    ).toEqual([problem]);
  });
});

it("a plan is applied by the Terraform that made it, on either forge", () => {
  const folder = join(".github", "workflows");
  const workflows = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const toolbox = readFileSync("delivery/toolbox.Dockerfile", "utf8");
  const versions = [...workflows, toolbox].flatMap((text) =>
    [...text.matchAll(/(?:terraform_version: |hashicorp\/terraform:)([\d.]+)/g)].map(
      ([, version]) => version,
    ),
  );

  expect(versions.length).toBeGreaterThan(4);
  expect(new Set(versions).size).toBe(1);
});

describe("the rules for the pipeline of GitLab", () => {
  const own =
    '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID';
  const job = {
    extends: ".plan",
    script: ["npm run diff -- oke-dev"],
    rules: [{ if: own }],
    resource_group: "plan",
  };
  const broken = (change: object) =>
    brokenGitLabRules(
      stringify({
        default: { image: "node:24-bookworm", timeout: "5 minutes" },
        ".plan": {
          environment: { name: "plan", action: "access" },
          id_tokens: { OCI_ID_TOKEN: { aud: "oci" } },
        },
        plan: { ...job, ...change },
      }),
      scripts,
    );

  it("are kept by .gitlab-ci.yml", () => {
    const text = readFileSync(".gitlab-ci.yml", "utf8");

    expect(Object.keys(parse(text))).toContain("check");
    expect(brokenGitLabRules(text, scripts)).toEqual([]);
  });

  it("have nothing against a job that keeps them", () => {
    expect(broken({})).toEqual([]);
  });

  it.each([
    [
      "a plan for a fork",
      { rules: [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }] },
      'plan.rules: must have $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID for merge requests, got $CI_PIPELINE_SOURCE == "merge_request_event". A fork runs no plan.',
    ],
    [
      "two at a time",
      { resource_group: undefined },
      "plan.resource_group: must be set for a job that reads or changes an environment, got none. Add it.",
    ],
    [
      "a comment by whoever has an identity",
      { script: ["npm run review -- oke-dev --post"] },
      "plan.script: must not write to a merge request where there is an identity, got --post. Save what there is to tell, and let a job without one tell it.",
    ],
    [
      "an image of any version",
      { image: "node:latest" },
      "plan.image: must have a version, got node:latest. Name one.",
    ],
    [
      "logic",
      { script: ["cd x; npm ci"] },
      'plan.script: must be one npm script with words or variables behind it, got "cd x; npm ci". Put the logic into delivery/.',
    ],
  ])("refuse %s", (_, change, problem) => {
    expect(broken(change)).toEqual([problem]);
  });
});
