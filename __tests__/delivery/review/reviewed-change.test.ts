import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { reviewedChange } from "../../../delivery/review/reviewed-change.ts";

describe("the change that a pipeline reviews", () => {
  const home = mkdtempSync(join(tmpdir(), "millrace-event-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  function gitHub(event: object) {
    const file = join(home, "event.json");
    writeFileSync(file, JSON.stringify(event));
    return reviewedChange({ GITHUB_EVENT_PATH: file, GITHUB_REPOSITORY: "owner/name" });
  }
  const gitLab = (source: string) =>
    reviewedChange({
      CI_MERGE_REQUEST_IID: "7",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: "c0ffee",
      CI_MERGE_REQUEST_PROJECT_ID: "1",
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: source,
    });
  const request = (repo: object | null) => ({
    pull_request: { number: 7, base: { sha: "c0ffee" }, head: { repo } },
  });

  it.each([
    ["a pull request", gitHub(request({ full_name: "owner/name" })), false],
    ["a pull request from a fork", gitHub(request({ full_name: "somebody/name" })), true],
    ["a pull request from a fork that is gone", gitHub(request(null)), true],
    ["a merge request", gitLab("1"), false],
    ["a merge request from a fork", gitLab("2"), true],
  ])("is that of %s", (_, change, fromFork) => {
    expect(change).toEqual({ number: 7, base: "c0ffee", fromFork });
  });

  it("is none for a push, and outside of pipelines", () => {
    expect([gitHub({ ref: "refs/heads/main" }), reviewedChange({})]).toEqual([undefined, undefined]);
  });
});
