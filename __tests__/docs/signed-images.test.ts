import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parseAllDocuments } from "yaml";

interface Policy {
  readonly kind: string;
  readonly spec: {
    readonly policyName?: string;
    readonly authorities?: readonly {
      readonly keyless: { readonly identities: readonly { readonly subjectRegExp: string }[] };
    }[];
    readonly validations?: readonly { readonly expression: string }[];
  };
}

describe("docs/examples/signed-images.yaml", () => {
  const documents = parseAllDocuments(readFileSync("docs/examples/signed-images.yaml", "utf8"));
  const [signed, digest, binding] = documents.map((document) => document.toJS() as Policy);

  it("trusts workflows of one repository's main branch only", () => {
    const subject = new RegExp(signed?.spec.authorities?.[0]?.keyless.identities[0]?.subjectRegExp ?? "");
    const workflow = "https://github.com/your-team/millrace/.github/workflows/deploy.yml";

    expect(subject.test(`${workflow}@refs/heads/main`)).toBe(true);
    for (const other of [
      `${workflow}@refs/heads/main-2`,
      `${workflow}@refs/pull/7/merge`,
      `${workflow.replace("your-team", "others")}@refs/heads/main`,
      `https://evil.example/?${workflow}@refs/heads/main`,
    ])
      expect(subject.test(other)).toBe(false);
  });

  it("refuses tags by a policy that its binding names", () => {
    const pattern = /matches\('(.*?)'\)/.exec(digest?.spec.validations?.[0]?.expression ?? "")?.[1];

    expect(binding?.spec.policyName).toBe("images-by-digest");
    expect(new RegExp(pattern ?? "").test(`r.example/a@sha256:${"1".repeat(64)}`)).toBe(true);
    expect(new RegExp(pattern ?? "").test("r.example/a:latest")).toBe(false);
  });
});
