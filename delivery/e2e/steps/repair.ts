import type { Kubernetes } from "../kubernetes.ts";
import { describeChange } from "../plan.ts";
import type { EnvironmentRun } from "../run.ts";
import { count } from "../terraform.ts";
import { noDrift } from "./no-drift.ts";

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
export async function tamper(run: EnvironmentRun, stack: string): Promise<string> {
  const { workspace, clouds } = run.props;
  const { resources } = workspace.state(stack);
  const namespace = resources.find(({ type }) => type === "kubernetes_namespace_v1");
  if (namespace) {
    const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
    const kubernetes = await run.kubernetes(stack);
    await kubernetes.patch(`/api/v1/namespaces/${namespace.attributes.id}`, { metadata: { labels } });
    return `update ${namespace.address} (metadata)`;
  }
  for (const cloud of clouds) {
    for (const { type, patch, attribute } of cloud.tamperings) {
      const resource = resources.find((one) => one.type === type);
      if (!resource) continue;
      cloud.change(String(resource.attributes.id), patch);
      return `update ${resource.address} (${attribute})`;
    }
  }
  const release = resources.find(({ type }) => type === "helm_release");
  if (release) {
    await uninstallHalfway(await run.kubernetes(stack), release.attributes);
    return `create ${release.address}`;
  }
  throw new Error(`${stack}: must have something to change by hand, got none of the known types.`);
}

/** As `helm uninstall` that lost its connection: the release's record and the Deployments are gone, the rest is there. */
async function uninstallHalfway(
  kubernetes: Kubernetes,
  { name, namespace }: Readonly<Record<string, unknown>>,
): Promise<void> {
  const secrets = `/api/v1/namespaces/${namespace}/secrets`;
  for (const { metadata } of await kubernetes.list(secrets)) {
    if (metadata.name.startsWith(`sh.helm.release.v1.${name}.v`)) {
      await kubernetes.remove(`${secrets}/${metadata.name}`);
    }
  }
  for (const { metadata } of await kubernetes.deployments(String(namespace))) {
    if (metadata.annotations?.["meta.helm.sh/release-name"] !== name) continue;
    await kubernetes.remove(`/apis/apps/v1/namespaces/${namespace}/deployments/${metadata.name}`);
  }
}
