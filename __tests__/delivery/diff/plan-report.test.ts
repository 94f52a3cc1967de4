import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { changesOfPlan, type PlanJson } from "../../../delivery/diff/plan-report.ts";
import { exitCodeOf, type StackReport } from "../../../delivery/diff/report.ts";
import { renderTerminal } from "../../../delivery/diff/terminal.ts";

/** Written by Terraform 1.11.4 for one `terraform_data` of each kind of change. */
const plan = JSON.parse(readFileSync("__tests__/delivery/diff/changes.plan.json", "utf8")) as PlanJson;

const stack = (fields: Partial<StackReport> = {}): StackReport => ({
  name: "oke-dev-cluster",
  status: "planned",
  missing: [],
  warnings: [],
  changes: [],
  outputs: [],
  ...fields,
});

type Resource = NonNullable<PlanJson["resource_changes"]>[number];

const resource = (type: string, change: Resource["change"], more: Partial<Resource> = {}): Resource => ({
  address: `${type}.x`,
  mode: "managed",
  type,
  change,
  ...more,
});

describe("the report of a plan", () => {
  const { changes, outputs } = changesOfPlan(plan);
  const change = (name: string) => changes.find(({ address }) => address === `terraform_data.${name}`);

  it("names what Terraform would do to each resource, and leaves out what stays", () => {
    expect(changes.map(({ address, action }) => [address, action])).toEqual([
      ["terraform_data.after", "move"],
      ["terraform_data.login", "update"],
      ["terraform_data.new", "create"],
      ["terraform_data.old", "delete"],
      ["terraform_data.records", "replace"],
      ["terraform_data.release", "update"],
      ["terraform_data.size", "update"],
    ]);
  });

  it("goes down to the attribute that differs, also in a list of blocks", () => {
    const known = (value: unknown) => ({ kind: "known", value });
    const differs = change("size")?.attributes.filter(({ path }) => path !== "output");

    expect(differs).toEqual([
      { path: "input.nodes", before: known(2), after: known(3), forcesReplacement: false },
      { path: "input.pools.1.size", before: known(1), after: known(4), forcesReplacement: false },
      { path: "input.zones", before: known(["a", "b"]), after: known(["a", "c"]), forcesReplacement: false },
    ]);
  });

  it("says which attribute forces a replacement, and why Terraform goes so far", () => {
    const { attributes, reason } = change("records") ?? { attributes: [] };

    expect(attributes.filter(({ forcesReplacement }) => forcesReplacement).map(({ path }) => path)).toEqual([
      "triggers_replace",
    ]);
    expect(reason).toBe("replace because cannot update");
  });

  it("holds no sensitive value, not even where Terraform lost the mark", () => {
    const text = JSON.stringify({ changes, outputs });

    expect(change("login")?.attributes).toEqual([
      {
        path: "input.password",
        before: { kind: "sensitive" },
        after: { kind: "sensitive" },
        forcesReplacement: false,
      },
      { path: "output", before: { kind: "sensitive" }, after: { kind: "unknown" }, forcesReplacement: false },
    ]);
    expect(text).not.toMatch(/hunter/);
  });

  it.each([
    ["the content of a vault's secret", { secret_content: [{ content: "aHVudGVyMg==", name: "v1" }] }],
    ["a password", { admin_password: "hunter2" }],
    ["a private key", { tls: { private_key: "-----BEGIN hunter2" } }],
  ])("holds not %s either, which no provider marks", (_, before) => {
    const change = { actions: ["delete"], before: { ...before, copy: [before] }, after: null };
    const report = JSON.stringify(
      changesOfPlan({ resource_changes: [resource("oci_vault_secret", change)] }),
    );

    expect(report).not.toMatch(/hunter2|aHVudGVyMg/);
    expect(report).toMatch(/"sensitive"/);
  });

  it("lists outputs that change", () => {
    expect(outputs).toEqual([
      {
        name: "address",
        action: "update",
        before: { kind: "known", value: "a" },
        after: { kind: "known", value: "b" },
      },
      { name: "gone", action: "delete", before: { kind: "known", value: 1 }, after: { kind: "absent" } },
      { name: "later", action: "create", before: { kind: "absent" }, after: { kind: "unknown" } },
      { name: "token", action: "update", before: { kind: "sensitive" }, after: { kind: "sensitive" } },
    ]);
  });

  it.each([
    ["replaced", ["delete", "create"], true],
    ["replaced before it is deleted", ["create", "delete"], true],
    ["deleted", ["delete"], true],
    ["updated", ["update"], false],
    ["forgotten", ["forget"], false],
  ])("says that a stream that is %s loses its records: %j", (_, actions, lost) => {
    const [stream] = changesOfPlan({
      resource_changes: [resource("oci_streaming_stream", { actions })],
    }).changes;

    expect(stream?.destroysData).toBe(lost);
  });

  it("says when something is not as Terraform left it", () => {
    const changed = resource("oci_core_vcn", { actions: ["update"] });
    const [report] = changesOfPlan({ resource_changes: [changed], resource_drift: [changed] }).changes;

    expect(report?.changedOutside).toBe(true);
  });

  it("leaves out data sources, which change nothing", () => {
    const data = resource("oci_core_services", { actions: ["read"] }, { mode: "data" });

    expect(changesOfPlan({ resource_changes: [data] })).toEqual({ changes: [], outputs: [] });
  });

  it("keeps null, an absent block and an empty list apart from a change", () => {
    const change = { actions: ["update"], before: { a: null, b: [] }, after: { a: [], c: {} } };

    expect(changesOfPlan({ resource_changes: [resource("t", change)] }).changes[0]?.attributes).toEqual([]);
  });
});

describe("the text of a report", () => {
  it("begins with the sums and what is lost, and goes on with every attribute", () => {
    const lost = resource(
      "oci_streaming_stream",
      { actions: ["delete", "create"] },
      { address: "oci_streaming_stream.records" },
    );
    const text = renderTerminal({
      stacks: [
        stack({ name: "registry-millrace" }),
        stack(changesOfPlan({ ...plan, resource_changes: [...(plan.resource_changes ?? []), lost] })),
        stack({ name: "oke-dev-apps", status: "failed", problem: "TF_VAR_x must be set, got none." }),
      ],
    });

    expect(text).toBe(`stack                +    ~  -/+    -
registry-millrace    0    0    0    0  no changes
oke-dev-cluster      1    3    2    1  1 moved, imported or let go
oke-dev-apps                           failed

! oke-dev-cluster: -/+ oci_streaming_stream.records DESTROYS DATA
oke-dev-apps: TF_VAR_x must be set, got none.

oke-dev-cluster
  > terraform_data.after (was terraform_data.before)
  ~ terraform_data.login
      input.password: (sensitive) -> (sensitive)
      known after apply: output
  + terraform_data.new
      input.title: "esc \\u001b[31m \\u{202e}"
  - terraform_data.old (delete because no resource config)
      id: "945c1a98-d6ec-8e46-7463-b3b9e133730f" -> none
      input: "gone" -> none
      output: "gone" -> none
  -/+ terraform_data.records (replace because cannot update)
      triggers_replace: ["one"] -> ["two"]  forces replacement
  ~ terraform_data.release
      input.0:
        - image: one
        + image: two
      known after apply: output
  ~ terraform_data.size
      input.nodes: 2 -> 3
      input.pools.1.size: 1 -> 4
      input.zones: ["a","b"] -> ["a","c"]
      known after apply: output
  -/+ oci_streaming_stream.records (destroys data)
  ~ output address: "a" -> "b"
  - output gone: 1 -> none
  + output later: (known after apply)
  ~ output token: (sensitive) -> (sensitive)
`);
  });

  it("escapes what would move the cursor or turn the reading direction, wherever it comes from", () => {
    const text = renderTerminal({
      stacks: [
        stack({
          problem: "bell \u0007",
          warnings: ["bidi \u202e"],
          changes: changesOfPlan({
            resource_changes: [resource("t", { actions: ["create"] }, { address: 't.x["\u001b[2J"]' })],
          }).changes,
        }),
      ],
    });

    expect(text).toContain("bell \\u{7}");
    expect(text).toContain("bidi \\u{202e}");
    expect(text).toContain('t.x["\\u{1b}[2J"]');
    expect(text).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
  });

  it("shows a text of several lines line by line", () => {
    const change = { actions: ["create"], after: { values: ["a: 1\nb: 2\n"] } };
    const text = renderTerminal({
      stacks: [stack(changesOfPlan({ resource_changes: [resource("t", change)] }))],
    });

    expect(text).toContain("      values.0:\n        + a: 1\n        + b: 2\n");
  });

  it("shows what Terraform found before it failed", () => {
    const change = { actions: ["update"], before: { size: 1 }, after: { size: 2 } };
    const { changes } = changesOfPlan({ resource_changes: [resource("t", change)] });

    expect(
      renderTerminal({ stacks: [stack({ status: "failed", problem: "Why.", changes })] }),
    ).toBe(`stack              +    ~  -/+    -
oke-dev-cluster    0    1    0    0  failed

oke-dev-cluster: Why.

oke-dev-cluster (as far as Terraform came)
  ~ t.x
      size: 1 -> 2
`);
  });

  it("cuts a long value and says how long it is", () => {
    const change = { actions: ["create"], after: { script: "x".repeat(1000) } };
    const text = renderTerminal({
      stacks: [stack(changesOfPlan({ resource_changes: [resource("t", change)] }))],
    });

    expect(text).toMatch(/^ {6}script: "x{199}… \(1002 characters\)$/m);
  });
});

describe("the exit code of a report", () => {
  const changes = changesOfPlan(plan).changes;
  const { outputs } = changesOfPlan(plan);
  it.each([
    ["0 when nothing changes", [stack()], 0],
    ["2 when a resource changes", [stack(), stack({ changes })], 2],
    ["2 when only outputs change", [stack({ outputs })], 2],
    ["2 when a stack waits for another", [stack({ status: "upstream-missing" })], 2],
    ["1 when a stack failed, whatever else changes", [stack({ changes }), stack({ status: "failed" })], 1],
  ])("is %s", (_, stacks, code) => {
    expect(exitCodeOf({ stacks })).toBe(code);
  });
});
