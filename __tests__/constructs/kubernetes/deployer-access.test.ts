import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1/index.js";
import { describe, expect, it } from "@jest/globals";
import { TerraformStack, Testing } from "cdktf";
import { DeployerAccess } from "../../../constructs/kubernetes/deployer-access.ts";
import { synthesizedStack } from "../../support/synthesized.ts";

const stack = new TerraformStack(Testing.app(), "apps");
new DeployerAccess(stack, "deployers", { namespace: "oke-dev", groups: `\${var.deployer_groups}` });
const made = synthesizedStack(stack);

interface RoleRule {
  readonly api_groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
const rules = made.resource(RoleV1).rule as readonly RoleRule[];

/** `<group>/<resource>` of what a template makes, as the API spells it. */
function madeBy(template: string): readonly string[] {
  const [, group = ""] = /^apiVersion: (?:(.+)\/)?v\d/m.exec(template) ?? [];
  return [...template.matchAll(/^kind: (\w+)$/gm)].map(([, kind = ""]) => {
    const word = kind.toLowerCase();
    return `${group}/${word.replace(/y$/, "ie").replace(/(s|ss)$/, "$1e")}s`;
  });
}

describe("DeployerAccess", () => {
  it.each(
    ["templates", "templates/tests"].flatMap((folder) => {
      const path = join("charts/stream-app", folder);
      return readdirSync(path)
        .filter((name) => name.endsWith(".yaml"))
        .flatMap((name) => madeBy(readFileSync(join(path, name), "utf8")));
    }),
  )("may make and delete what the chart has: %s", (wanted) => {
    const verbs = rules
      .filter(({ api_groups: [group], resources }) => resources.some((one) => `${group}/${one}` === wanted))
      .flatMap((rule) => rule.verbs);

    expect(verbs).toEqual(expect.arrayContaining(["get", "create", "delete"]));
  });

  it("names what it allows, one by one, and cannot allow itself more", () => {
    expect(JSON.stringify(rules)).not.toContain("*");
    const rbac = rules.filter(({ api_groups }) => api_groups.includes("rbac.authorization.k8s.io"));
    expect(rbac.flatMap(({ verbs }) => verbs)).toEqual(["get"]);
    expect(rules.flatMap(({ resources }) => resources)).not.toContain("serviceaccounts/token");
  });

  it("is given to a service account and to the groups that Terraform is told", () => {
    expect(made.resource(RoleBindingV1)).toMatchObject({
      subject: [{ kind: "ServiceAccount", namespace: "oke-dev" }],
      dynamic: { subject: { for_each: `\${var.deployer_groups}`, content: { kind: "Group" } } },
    });
  });
});
