import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Forge } from "../../../delivery/forge/forge.ts";
import { forgeFromEnvironment } from "../../../delivery/forge/from-environment.ts";
import { ForgeStandIn } from "../../../sandbox/forge/forge-stand-in.ts";

const marker = "<!-- millrace:diff -->\n";

describe.each(["github", "gitlab"] as const)("%s", (kind) => {
  let standIn: ForgeStandIn;
  let forge: Forge;
  beforeEach(async () => {
    standIn = await ForgeStandIn.start(kind);
    forge = forgeFromEnvironment(standIn.variables);
  });
  afterEach(() => standIn.stop());

  it("writes one comment and changes it in place, even behind more than a page of others", async () => {
    for (let count = 0; count < 100; count += 1) standIn.comment(12, "somebody", `number ${count}`);

    await forge.upsertComment(12, "diff", "first");
    await forge.upsertComment(12, "diff", "second");

    const written = standIn.comments.get(12)?.slice(100);
    expect(written).toEqual([expect.objectContaining({ body: `${marker}second` })]);
  });

  it("leaves alone a comment and an issue with its marker that somebody else wrote", async () => {
    const comment = standIn.comment(12, "stranger", `${marker}all is well`);
    const issue = standIn.issue("stranger", `${marker}all is well`);

    await forge.upsertComment(12, "diff", "not so");
    await forge.upsertIssue("diff", "Diff", "not so");
    await forge.closeIssue("diff", "clean");

    expect(comment.body).toBe(`${marker}all is well`);
    expect(issue).toMatchObject({ body: `${marker}all is well`, open: true });
    expect(standIn.comments.get(12)?.[1]?.body).toBe(`${marker}not so`);
  });

  it("keeps one issue open with what is so now, and closes it with the reason", async () => {
    standIn.issue("millrace-bot", `${marker}a pull request`, kind === "github").open = kind === "github";
    await forge.upsertIssue("diff", "Drift", "one");
    await forge.upsertIssue("diff", "Drift again", "two");
    expect(standIn.issues.slice(1)).toMatchObject([
      { title: "Drift again", body: `${marker}two`, open: true },
    ]);

    await forge.closeIssue("diff", "clean since today");
    await forge.closeIssue("diff", "clean since today");

    expect(standIn.issues[1]).toMatchObject({ open: false, comments: [{ body: "clean since today" }] });
  });

  it("finds the changes that brought a commit", async () => {
    standIn.changes.set("abc123", [3, 9]);

    expect(await forge.changesOf("abc123")).toEqual([3, 9]);
  });

  it("asks again when the forge is out of order, but never where that could write something twice", async () => {
    standIn.failures.push({ method: "GET", status: 502 }, { method: "POST", status: 502 });

    await expect(forge.upsertIssue("diff", "Drift", "one")).rejects.toThrow(
      /^POST .* must answer 2xx, got 502 /,
    );

    expect(standIn.issues).toEqual([]);
  });

  it("names what it asked for and the right that may be missing, never the token", async () => {
    standIn.failures.push({ method: "GET", status: 403 });

    const failure = forge.changesOf("abc123");

    await expect(failure).rejects.toThrow(
      /^GET http:\S+abc123\S+: must answer 2xx, got 403 \{"message":"no"\}\. (GITHUB_TOKEN needs|GITLAB_TOKEN must be) /,
    );
    await expect(failure).rejects.not.toThrow("a-token-of-the-job");
  });
});

describe("forgeFromEnvironment", () => {
  it("names every variable that a pipeline does not give", () => {
    expect(() => forgeFromEnvironment({ CI_PROJECT_ID: "7" })).toThrow(
      "environment: CI_API_V4_URL, GITLAB_TOKEN must be set, got none. Give the job its token: docs/new-environment.md says which.",
    );
  });

  it("refuses where there is no forge", () => {
    expect(() => forgeFromEnvironment({})).toThrow(
      "environment: GITHUB_REPOSITORY or CI_PROJECT_ID must be set, got neither. " +
        "Run this in a pipeline of GitHub or GitLab, or leave out what writes there.",
    );
  });
});
