import { describe, expect, it } from "@jest/globals";
import { runAddress } from "../../../delivery/forge/run-page.ts";

describe("the page of a run", () => {
  it("is that of the job on either forge, and none outside of pipelines", () => {
    const run = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "o/n", GITHUB_RUN_ID: "3" };

    expect(runAddress(run)).toBe("https://github.com/o/n/actions/runs/3");
    expect(runAddress({ CI_JOB_URL: "https://gitlab.com/o/n/-/jobs/3" })).toBe(
      "https://gitlab.com/o/n/-/jobs/3",
    );
    expect(runAddress({})).toBeUndefined();
  });
});
