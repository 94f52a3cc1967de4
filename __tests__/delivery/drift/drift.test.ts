import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { ResourceChange, StackReport } from "../../../delivery/diff/report.ts";
import { driftIssue, unknownIn } from "../../../delivery/drift/drift-issue.ts";
import { readDrift, saveDrift } from "../../../delivery/drift/environment-drift.ts";
import { type StackDrift, verdictOf } from "../../../delivery/drift/stack-drift.ts";

function report(name: string, more: Partial<StackReport> = {}): StackReport {
  return { name, status: "planned", missing: [], warnings: [], changes: [], outputs: [], ...more };
}
function change(more: Partial<ResourceChange> = {}): ResourceChange {
  return {
    address: "oci_kms_key.master",
    action: "update",
    destroysData: false,
    changedOutside: true,
    attributes: [],
    ...more,
  };
}
const stack = (verdict: StackDrift["verdict"], name: string, more: Partial<StackReport> = {}) => ({
  verdict,
  report: report(name, more),
});
const environment = (name: string, ...stacks: readonly StackDrift[]) => ({ environment: name, stacks });

describe("the verdict on a stack", () => {
  it.each<[string, StackDrift["verdict"], Partial<StackReport>, boolean]>([
    ["clean when its plan is empty", "clean", {}, true],
    ["drift when anything would change", "drift", { changes: [change()] }, true],
    ["drift when a stack that it needs is gone", "drift", { status: "upstream-missing" }, true],
    [
      "unknown when a provider did not answer, whatever was found before",
      "unknown",
      { status: "failed", changes: [change()] },
      true,
    ],
    [
      "drift when Terraform refuses to destroy data",
      "drift",
      { status: "failed", changes: [change({ destroysData: true })] },
      true,
    ],
    ["that it is not deployed when nothing of it is there", "not deployed", { changes: [change()] }, false],
  ])("is %s", (_, verdict, more, deployed) => {
    expect(verdictOf(report("oke-dev-vault", more), deployed)).toBe(verdict);
  });
});

describe("the issue about drift", () => {
  const drifted = environment("oke-dev", stack("drift", "oke-dev-vault", { changes: [change()] }));
  const clean = environment(
    "oke-dev",
    stack("clean", "oke-dev-vault"),
    stack("not deployed", "oke-dev-apps"),
  );
  const down = environment("doks-dev", stack("unknown", "doks-dev-cluster", { status: "failed" }));

  it("shows the stacks that drifted and names what is unknown", () => {
    const issue = driftIssue([drifted, down]);

    expect(issue).toMatchObject({ kind: "open", title: "Drift: oke-dev-vault" });
    expect(issue).toMatchObject({
      body: expect.stringMatching(
        /\n\nNothing is known this time of: doks-dev-cluster\.\n\n\| stack [\s\S]*\| `oke-dev-vault` \| 0 \| 1 \|[\s\S]*~ oci_kms_key\.master/,
      ),
    });
  });

  it("is closed when every stack is as it should be or not deployed", () => {
    expect(driftIssue([clean])).toEqual({ kind: "close", body: "Every stack is what the main branch says." });
  });

  it("stays as it is when a cloud is down and nothing else is wrong", () => {
    expect(driftIssue([clean, down])).toEqual({ kind: "leave" });
  });

  it("stays as it is when the job of an environment wrote nothing", () => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-drift-"));
    saveDrift(folder, clean);
    const read = ["oke-dev", "doks-dev"].map((name) => readDrift(folder, name));
    rmSync(folder, { recursive: true });

    expect(read[0]).toEqual(clean);
    expect(driftIssue(read)).toEqual({ kind: "leave" });
    expect(unknownIn(read)).toEqual(["doks-dev"]);
  });
});
