import { helmTest } from "../smoke/helm-test.ts";
import { podsOf } from "../smoke/kubectl.ts";
import { oneRecord } from "../smoke/one-record.ts";
import { portForward } from "../smoke/port-forward.ts";
import type { Cluster } from "./cluster.ts";
import { type ProgramName, valuesOf } from "./kafka.ts";
import type { Step } from "./stage.ts";
import { underLoad } from "./under-load.ts";

const programs: readonly ProgramName[] = ["producer", "consumer"];

export const installed: Step = async ({ cluster, images }) => {
  const problems: string[] = [];
  for (const name of programs) {
    const { code, errors } = await release(
      cluster,
      name,
      valuesOf(name, images[name], cluster.namespace),
      180,
    );
    if (code !== 0) problems.push(errors.trim());
  }
  return problems;
};

export const tested: Step = async ({ cluster }) => {
  const { access, namespace } = cluster;
  for (const name of programs) await helmTest(access, namespace, name);
  const into = await portForward(access, namespace, "service/producer");
  const out = await portForward(access, namespace, "service/consumer");
  try {
    await oneRecord({ producer: into.url, consumers: [out.url], seconds: 30 });
  } finally {
    into.stop();
    out.stop();
  }
  return [];
};

export const updated: Step = (stage) =>
  underLoad(stage, { run: "update", mayRefuse: false }, async ({ cluster, images }) => {
    const values = valuesOf("producer", images.producer, cluster.namespace);
    const old = await podsOf(cluster.access, cluster.namespace, "producer");
    const { code, errors } = await release(
      cluster,
      "producer",
      { ...values, env: { ...values.env, LOG_LEVEL: "debug" } },
      180,
    );
    if (code !== 0) return [errors.trim()];
    // Helm does not wait for them, and they still have what was sent to them.
    await cluster.kubectl(["wait", "--for=delete", ...old.map((pod) => `pod/${pod}`), "--timeout=120s"]);
    return [];
  });

/** The consumer's program knows the producer's variables, and misses one. */
export const failingUpdate: Step = (stage) =>
  underLoad(stage, { run: "failing", mayRefuse: false }, async ({ cluster, images }) => {
    const { namespace } = cluster;
    const { code } = await release(cluster, "producer", valuesOf("producer", images.consumer, namespace), 30);
    const image = await cluster.kubectl([
      "get",
      "deployment/producer",
      "--output=jsonpath={.spec.template.spec.containers[0].image}",
    ]);
    return [
      ...(code === 0 ? ["the release succeeded"] : []),
      ...(image === images.producer ? [] : [`the image is ${image}`]),
    ];
  });

export const deletedAtOnce: Step = (stage) =>
  underLoad(stage, { run: "deleted", mayRefuse: true }, async ({ cluster }) => {
    const pods = await podsOf(cluster.access, cluster.namespace, "producer");
    await cluster.kubectl(["delete", "pod", ...pods, "--force", "--grace-period=0"]);
    await cluster.kubectl(["rollout", "status", "deployment/producer", "--timeout=120s"]);
    return [];
  });

export const uninstalled: Step = async ({ cluster }) => {
  for (const name of programs) await cluster.helm(["uninstall", name, "--cascade=foreground", "--wait"]);
  const left = await cluster.kubectl([
    "get",
    "deployments,services,configmaps,serviceaccounts,networkpolicies,poddisruptionbudgets,secrets,pods",
    "--selector=app.kubernetes.io/part-of=millrace",
    "--output=name",
  ]);
  // The tests' pods go with the next test, or with the namespace.
  return left.split("\n").filter((name) => name !== "" && !name.endsWith("-test-ready"));
};

/** As the apps stack releases it: back to what was before when it is not ready in time. */
function release(cluster: Cluster, name: ProgramName, values: object, seconds: number) {
  const flags = ["--atomic", "--cleanup-on-fail", "--wait", `--timeout=${seconds}s`];
  return cluster.helm(["upgrade", "--install", name, "charts/stream-app", ...flags], values);
}
