import { describe, expect, it } from "@jest/globals";
import { renderMarkdown } from "../../../delivery/diff/markdown.ts";
import type { ResourceChange, StackReport } from "../../../delivery/diff/report.ts";

function stack(name: string, more: Partial<StackReport> = {}): StackReport {
  return { name, status: "planned", missing: [], warnings: [], changes: [], outputs: [], ...more };
}

function change(address: string, more: Partial<ResourceChange> = {}): ResourceChange {
  return { address, action: "update", destroysData: false, changedOutside: false, attributes: [], ...more };
}

function becomes(path: string, value: unknown) {
  const [before, after] = [{ kind: "absent" }, { kind: "known", value }] as const;
  return { path, before, after, forcesReplacement: false };
}

describe("the Markdown of a report", () => {
  it("has a line for each stack, then what is lost or failed, then the details, folded", () => {
    const stream = change("oci_streaming_stream.records", {
      action: "replace",
      destroysData: true,
      attributes: [
        { ...becomes("partitions", 3), before: { kind: "known", value: 1 }, forcesReplacement: true },
      ],
    });
    const markdown = renderMarkdown({
      stacks: [
        stack("oke-dev-vault"),
        stack("oke-dev-streaming", {
          changes: [change("oci_identity_policy.p", { action: "create" }), stream],
        }),
        stack("oke-dev-apps", { status: "failed", problem: "TF_VAR_x must be set, got none." }),
      ],
    });

    expect(markdown).toBe(`| stack | \`+\` | \`~\` | \`-/+\` | \`-\` | |
|---|--:|--:|--:|--:|---|
| \`oke-dev-vault\` | 0 | 0 | 0 | 0 | no changes |
| \`oke-dev-streaming\` | 1 | 0 | 1 | 0 |  |
| \`oke-dev-apps\` |  |  |  |  | failed |

**This destroys data:**

- \`oke-dev-streaming\`: \`-/+ oci_streaming_stream.records\`

\`oke-dev-apps\` failed: \`TF_VAR_x must be set, got none.\`

<details><summary>oke-dev-streaming: 1 create, 1 replace</summary>

\`\`\`diff
+ oci_identity_policy.p
-/+ oci_streaming_stream.records (destroys data)
    partitions: 1 -> 3  forces replacement
\`\`\`

</details>
`);
  });

  it("keeps what a value says inside its block, whatever fences, tags and names it holds", () => {
    const attack = "````\n</details>\n<img src=x onerror=alert(1)>\n@everyone ```";
    const markdown = renderMarkdown({
      stacks: [
        stack("s", {
          problem: "``` <b>@team</b> | `x`",
          warnings: ["a\nb"],
          changes: [change('t.x["`"]', { destroysData: true, attributes: [becomes("script", attack)] })],
        }),
      ],
    });
    // Outside of code, as a reader of CommonMark sees it: fences first, then spans of equal numbers of backticks.
    const outside = markdown
      .replace(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, "")
      .replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");

    expect(outside).not.toMatch(/everyone|team|<b>|<img|onerror/);
    expect(outside.match(/<\/details>/g)).toHaveLength(1);
    expect(markdown).toContain("a\\u{a}b");
  });

  it.each([300, 1000, 5000, 60_000])(
    "is cut to %i characters, loses details first and says so",
    (longest) => {
      const changes = Array.from({ length: 900 }, (_, index) =>
        change(`terraform_data.number_${index}`, { attributes: [becomes("value", "v".repeat(150))] }),
      );
      const stacks = [stack("first", { changes }), stack("second", { changes })];
      const markdown = renderMarkdown({ stacks }, { longest, wholeReport: "https://ci.example.com/run/7" });
      const listed = markdown.match(/^ {0,4}(~|value)/gm)?.length ?? 0;
      const leftOut = Number(/_(\d+) lines left out/.exec(markdown)?.[1]);

      expect(markdown.length).toBeLessThanOrEqual(longest);
      expect(markdown).toContain("| `second` | 0 | 900 | 0 | 0 |");
      expect(listed + leftOut).toBe(2 * 900 * 2);
      expect(markdown).toContain(`below ${longest} characters. All of it: https://ci.example.com/run/7._`);
      expect(markdown.match(/<details>/g) ?? []).toHaveLength((markdown.match(/<\/details>/g) ?? []).length);
    },
  );

  it("says that notes are missing when not even they fit", () => {
    const warnings = Array.from({ length: 50 }, (_, index) => `warning ${index}`);
    const markdown = renderMarkdown({ stacks: [stack("s", { warnings })] }, { longest: 800 });

    expect(markdown.length).toBeLessThanOrEqual(800);
    expect(markdown).toMatch(/_\d+ notes and all details left out/);
  });
});
