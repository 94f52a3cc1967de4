import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startRehearsal } from "./rehearsal.ts";
import type { Kind } from "./rehearsed.ts";

/** The path of a change, each step from where the one before it left everything. */
export function walkThePath(kind: Kind): void {
  let rehearsal: Awaited<ReturnType<typeof startRehearsal>>;
  beforeAll(async () => {
    rehearsal = await startRehearsal(kind);
  });
  afterAll(() => rehearsal.stop());
  const number = 12;
  const comments = () => rehearsal.forge.comments.get(number) ?? [];
  const thing = (stack: string) => rehearsal.project.thing(stack);

  /** All jobs of a change must pass. Returns what they print. */
  async function pass(...jobs: Parameters<typeof rehearsal.run>[0][]): Promise<string> {
    let all = "";
    for (const job of jobs) {
      const { status, output } = await rehearsal.run(job);
      expect({ status, output }).toMatchObject({ status: 0 });
      all += output;
    }
    return all;
  }

  async function review(size: string, fork = false): Promise<string> {
    const event = rehearsal.change(number, rehearsal.project.propose(size).base, fork);
    const jobs = fork ? (["comment"] as const) : (["diff", "comment"] as const);
    let all = "";
    for (const job of jobs) {
      const { status, output } = await rehearsal.run(job, event);
      expect({ status, output }).toMatchObject({ status: 0 });
      all += output;
    }
    return all;
  }

  it("writes nothing for a fork, wherever its jobs may have been started", async () => {
    expect(await review("of a stranger", true)).toContain("## What this changes");

    expect(rehearsal.forge.comments.size).toBe(0);
  });

  it("tells what a change does in one comment, and writes it anew after the next push", async () => {
    await review("smaller");
    const [first] = comments().map(({ body }) => body);
    expect(first).toContain("`3:9:apps, 0:6:interruptible` → `3:12:apps, 0:6:interruptible`");
    expect(first).toContain("| `doks-dev-apps` | 2 | 0 | 0 | 0 |");
    expect(first).toContain("smaller");

    await review("small");

    expect(comments()).toEqual([expect.objectContaining({ body: expect.stringContaining('"small"') })]);
  });

  it("plans what was merged, applies exactly that, says so, and sends a record through the programs", async () => {
    rehearsal.forge.changes.set(rehearsal.project.merge(), [number]);

    const output = await pass("plan", "apply");

    expect([thing("doks-dev-cluster"), thing("doks-dev-apps")]).toEqual(["small", "small"]);
    expect(output).toMatch(/^consumer: helm test passed$/m);
    expect(output).toMatch(/^producer → consumer: one record, the same [\d.]+ s later$/m);
    expect(comments()).toHaveLength(2);
    expect(comments()[1]?.body).toContain("| doks-dev-apps | applied | 2 |");
    if (kind === "github") expect(rehearsal.told("summary.md")).toContain("**Deployed to doks-dev**");
  });

  it("finds nothing in the night after", async () => {
    await pass("drift");

    expect(rehearsal.forge.issues).toEqual([]);
  });

  it("opens an issue when somebody removed a thing, and closes it when a deploy has brought it back", async () => {
    rehearsal.project.loseOther();

    await pass("drift");
    expect(rehearsal.forge.issues).toMatchObject([
      { open: true, body: expect.stringContaining("doks-dev-apps") },
    ]);

    await pass("plan", "apply", "drift");
    expect(rehearsal.forge.issues).toMatchObject([{ open: false }]);
  });

  it("refuses an approved plan when another commit has come since, and changes nothing", async () => {
    rehearsal.project.commit("medium");
    await pass("plan");
    rehearsal.project.commit("large");

    expect(await rehearsal.run("apply")).toMatchObject({
      status: 1,
      output: expect.stringContaining("out of date, so nothing is applied:\ncommit: must be"),
    });

    expect(thing("doks-dev-apps")).toBe("small");
  });

  it("goes back by a revert", async () => {
    await pass("plan", "apply");
    expect(thing("doks-dev-apps")).toBe("large");

    rehearsal.project.revert();
    await pass("plan", "apply");

    expect(thing("doks-dev-apps")).toBe("medium");
  });

  it("scans, pushes and signs images, and leaves a file to be committed", async () => {
    const output = await pass("images");

    expect(output).toContain("0 of 0 findings refused");
    expect(rehearsal.told("docker.asked")).toMatch(/^login registry\.digitalocean\.com --username robot /);
    expect(rehearsal.told("docker.password")).toBe("planted-registry-token");
    const { producer } = JSON.parse(rehearsal.project.file("environments", "images.json"))["doks-dev"];
    const reference = `registry.digitalocean.com/millrace-do/producer@${producer.digest}`;
    expect(rehearsal.told("docker.cosign")).toMatch(
      new RegExp(
        `^sign --yes ${reference}\nattest --yes --type cyclonedx .*\nattest --yes --type slsaprovenance1 `,
      ),
    );
    rehearsal.project.commit();
  });

  it("asks once a week whether the clouds still offer what is used", async () => {
    expect(await pass("support")).toContain("0 not offered any more, 0 unknown");
  });

  it("tells nobody a secret: not in a log, not in what is kept, not at the forge, not in an argument", () => {
    const readable = rehearsal.readable();
    const everything = readable.join("\n");

    expect(readable.length).toBeGreaterThan(10);
    expect(rehearsal.secrets.filter((secret) => everything.includes(secret))).toEqual([]);
  });
}
