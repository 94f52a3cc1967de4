import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { encodedLiteral } from "../../../delivery/diff/hcl-literal.ts";
import { snapshotChanges } from "../../../delivery/snapshot/snapshot-changes.ts";
import {
  type SnapshotDocument,
  snapshotFile,
  snapshotStacks,
} from "../../../delivery/snapshot/snapshot-file.ts";
import { snapshotWords } from "../../../delivery/snapshot/words.ts";
import { expression } from "../../support/synthesized.ts";

/** The file as it is, and as it would be after an edit of its text. */
const file = readFileSync(snapshotFile, "utf8");

function wordsAfter(...edits: readonly (readonly [from: string | RegExp, to: string])[]): readonly string[] {
  const edited = edits.reduce((text, [from, to]) => text.replace(from, to), file);
  expect(edited).not.toBe(file);
  return snapshotWords(snapshotChanges(snapshotStacks(file), snapshotStacks(edited)));
}

function words(before: SnapshotDocument, after: SnapshotDocument): readonly string[] {
  return snapshotWords(snapshotChanges(new Map([["s", before]]), new Map([["s", after]])));
}

const resource = (type: string, blocks: object) => ({ resource: { [type]: blocks } });

describe("a snapshot that changed, in words", () => {
  it("tells how many workers a pool has, by the pool's name", () => {
    const apps = /("apps-pool_F0163750": \{[\s\S]*?"size": )3/;

    expect(wordsAfter([apps, "$14"])).toEqual(["- `oke-prod-cluster`: worker nodes of pool `apps` 3 → 4"]);
  });

  it("looks into the values of a release, and names what is in a list", () => {
    const brokers = /(\\\\"name\\\\" = \\\\"brokers\\\\", .*?\\\\"replicas\\\\" = )3(.*?oke-prod)/;

    expect(wordsAfter([brokers, "$15$2"])).toEqual([
      expect.stringMatching(/^- `\S+-kafka`: Kafka nodes \(brokers\) of release `kafka` 3 → 5$/),
    ]);
  });

  it("tells the autoscaler's limits by the names of the pools", () => {
    expect(wordsAfter(["3:9:", "3:12:"])).toEqual([
      expect.stringMatching(
        /: limits of the autoscaler of .* `3:9:apps, 0:6:interruptible` → `3:12:apps, 0:6/,
      ),
    ]);
  });

  it("begins with what loses data, and goes on with what is new", () => {
    const before = resource("oci_streaming_stream", { records_86D700F3: {}, other_86D700F3: {} });

    expect(words(before, resource("oci_x", { y: {} }))).toEqual([
      "- `s`: no longer stream `records`, and **its data goes**",
      "- `s`: no longer stream `other`, and **its data goes**",
      "- `s`: new `oci_x.y`",
    ]);
  });

  it("knows a release of Kafka, which takes its records along, by its pools", () => {
    const values = [expression('yamlencode({"nodePools" = [{"name" = "brokers"}]})')];

    expect(words(resource("helm_release", { kafka: { values }, app: { values: [] } }), {})).toEqual([
      "- `s`: no longer release `kafka`, and **its data goes**",
      "- `s`: no longer release `app`",
    ]);
  });

  it("says what a list gained and lost, and calls what has no other name by its path", () => {
    const vcn = (cidr_blocks: readonly string[], label: string | undefined) =>
      resource("oci_core_vcn", { net_86D700F3: { cidr_blocks, ...(label && { label }) } });

    expect(
      words(vcn(["10.0.0.0/16", "10.1.0.0/16"], "x"), vcn(["10.1.0.0/16", "10.2.0.0/16"], undefined)),
    ).toEqual([
      "- `s`: `cidr_blocks` of `oci_core_vcn.net`: now with `10.2.0.0/16`, without `10.0.0.0/16`",
      "- `s`: `label` of `oci_core_vcn.net`: no longer `x`",
    ]);
  });

  it("tells the same change of many once", () => {
    const tagged = (tag: string) =>
      resource("oci_x", Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, { tag }])));

    expect(words(tagged("one"), tagged("two"))).toEqual([
      "- `s`: `tag` of `oci_x.a`, `oci_x.b`, `oci_x.c` and 2 more `one` → `two`",
    ]);
  });

  it("says of a stack that is no longer described that it stays, costs, and how to destroy it", () => {
    const devops = resource("oci_x", { a: {}, b: {} });
    const uses = { data: { terraform_remote_state: { "cross-stack-reference-input-kafka": {} } } };
    const rest = (apps: object): [string, SnapshotDocument] => ["apps", { ...uses, ...resource("t", apps) }];
    const told = (gone: string) =>
      snapshotWords(snapshotChanges(new Map([[gone, devops], rest({})]), new Map([rest({ new: {} })])));

    expect(told("devops")).toEqual([
      "- `devops`: no longer a stack; it had 2 resources",
      "- **What is deployed of it stays and is billed**, and no plan shows it. " +
        "After the deploy, destroy it from the commit before: `npx cdktf destroy devops`",
      "- `apps`: new `t.new`",
    ]);
    expect(told("kafka")[1]).toMatch(
      / from the commit before with Terraform, because `apps` used it there: docs\/review\.md$/,
    );
  });

  it("tells of stacks that come, and shows no secret", () => {
    const secret = (password: string) => resource("oci_x", { a: { password } });

    expect(snapshotWords(snapshotChanges(new Map(), new Map([["s", secret("hunter1")]])))).toEqual([
      "- `s`: new stack of 1 resource",
    ]);
    expect(words(secret("hunter1"), secret("hunter2"))).toEqual([
      "- `s`: `password` of `oci_x.a` (sensitive) → (sensitive)",
    ]);
  });

  it("shows of long texts what stands where they differ", () => {
    const alarm = (workers: number) =>
      resource("t", {
        a: { body: `${"long ago ".repeat(30)}${workers} workers ${"and so on ".repeat(30)}` },
      });

    const [line = ""] = words(alarm(7), alarm(8));
    const shown = "`…ago long ago long ago long ago long ago ";
    expect(line).toContain(`\`body\` of \`t.a\` ${shown}7 workers and so on `);
    expect(line).toContain(`→ ${shown}8 workers and so on `);
    expect(line.length).toBeLessThan(300);
  });

  it("keeps what a value says inside its code", () => {
    const [line = ""] = words(
      resource("t", { a: { x: "`` </details> @team\n" } }),
      resource("t", { a: { x: 1 } }),
    );

    expect(line).toBe("- `s`: `x` of `t.a` ``` `` </details> @team\\u{a} ``` → 1");
  });

  it("reads every stack of the file, which it does not run", () => {
    expect([...snapshotStacks(file).keys()]).toContain("oke-prod-cluster");
    expect(() => snapshotStacks('exports[`the Terraform of x is y 1`] = `\n"{oops"\n`;\n')).toThrow(
      /^__tests__\S+: x must be JSON, got: .* Write it anew: npm test -- -u\.$/,
    );
  });
});

describe("a literal that cdktf encoded", () => {
  const inner = expression('f("q")');
  it.each([
    [
      'yamlencode({"a" = [1, -2.5, true, null], "b" = {"c" = "x, } ] \\" y"}})',
      { a: [1, -2.5, true, null], b: { c: 'x, } ] " y' } },
    ],
    [
      `jsonencode({"a" = data.x["k, }"].y, "b" = "${inner}"})`,
      { a: expression('data.x["k, }"].y'), b: inner },
    ],
    ['yamlencode({"a" = 1}) + 1', undefined],
    ["yamlencode([1]])", undefined],
    ["var.x", undefined],
  ])("is read from %s", (text, value) => {
    expect(encodedLiteral(expression(text))).toEqual(value);
  });
});
