import { describeChange } from "../plan.ts";
import type { EnvironmentRun } from "../run.ts";
import { count } from "../terraform.ts";
import { noDrift } from "./no-drift.ts";

interface Tampering {
  /** What is changed, the first of its type in a stack. */
  readonly type: string;
  /** The fields of Oracle's API. */
  readonly patch: Readonly<Record<string, unknown>>;
  /** The attribute of the plugin in which the change shows. */
  readonly attribute: string;
}

/** The first of these that a stack has is what somebody changes in the console. */
const tamperings: readonly Tampering[] = [
  { type: "oci_artifacts_container_repository", patch: { isPublic: true }, attribute: "is_public" },
  { type: "oci_containerengine_cluster", patch: { name: "renamed-by-hand" }, attribute: "name" },
  { type: "oci_kms_key", patch: { displayName: "renamed-by-hand" }, attribute: "display_name" },
  {
    type: "oci_identity_policy",
    patch: { statements: ["Allow any-user to manage all-resources in tenancy"] },
    attribute: "statements",
  },
  { type: "oci_monitoring_alarm", patch: { isEnabled: false }, attribute: "is_enabled" },
  { type: "oci_budget_budget", patch: { amount: 1 }, attribute: "amount" },
];

/** Something is changed in each stack behind Terraform's back: the plan says exactly that, and an apply repairs it. */
export async function repair(run: EnvironmentRun): Promise<string> {
  const expected = new Map<string, string>();
  for (const stack of run.props.stacks) expected.set(stack, await tamper(run, stack));
  const plans = await run.plans();
  for (const [stack, wanted] of expected) {
    const got = plans.get(stack)?.map(describeChange).join("; ") ?? "an empty plan";
    if (got !== wanted) throw new Error(`${stack}: plan must be ${wanted}, got ${got}.`);
  }
  for (const stack of expected.keys()) await run.props.terraform.applyPlan(stack);
  await noDrift(run);
  return `${count(expected.size, "change")} found and taken back; plans empty again`;
}

/** @returns the only line that the plan of the stack may have */
async function tamper(run: EnvironmentRun, stack: string): Promise<string> {
  const { workspace, sandbox, environment } = run.props;
  const { resources } = workspace.state(stack);
  const namespace = resources.find(({ type }) => type === "kubernetes_namespace_v1");
  if (namespace) {
    await run
      .kubernetes()
      .labelNamespace(environment.name, { "pod-security.kubernetes.io/enforce": "privileged" });
    return `update ${namespace.address} (metadata)`;
  }
  for (const { type, patch, attribute } of tamperings) {
    const resource = resources.find((one) => one.type === type);
    if (!resource) continue;
    sandbox.change(String(resource.attributes.id), patch);
    return `update ${resource.address} (${attribute})`;
  }
  throw new Error(`${stack}: must have something to change by hand, got none of the known types.`);
}
