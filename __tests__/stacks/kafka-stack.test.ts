import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DataHelmTemplate } from "@cdktf/provider-helm/lib/data-helm-template/index.js";
import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1/index.js";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { chartsThatHoldData } from "../../stacks/data-holders.ts";
import { changed, doks, local } from "../environments/examples.ts";
import { appFiles, type Block, expression } from "../support/synthesized.ts";
import { stackNamed, stacksOf } from "./app.ts";

const stacks = stacksOf(doks, local);
const kafka = stackNamed(stacks, "doks-dev-kafka");
const elsewhere = (() => {
  const own = { ...doks.kafka, programsIn: "environment-namespace", apiServerCidrs: ["10.10.0.0/24"] };
  const all = stacksOf(changed(doks, "kafka", own));
  return { kafka: stackNamed(all, "doks-dev-kafka"), apps: stackNamed(all, "doks-dev-apps") };
})();

function release(name: string): { readonly address: string; readonly block: Block } {
  const [id, block] =
    Object.entries(kafka.resources(Release)).find(([, { name: given }]) => given === name) ?? [];
  if (id === undefined || block === undefined) throw new Error(`${name} must be a release, got none`);
  return { address: `helm_release.${id}`, block };
}

describe("the Kafka stack", () => {
  it("has a namespace of its own, which admits no privileged pods", () => {
    expect(kafka.resource(NamespaceV1).metadata).toMatchObject({
      name: "doks-dev-kafka",
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
  });

  it("makes definitions, operator and cluster in this order, so that they go in the other", () => {
    expect(release("strimzi").block.depends_on).toEqual([release("strimzi-crds").address]);
    expect(release("main").block.depends_on).toEqual([release("strimzi").address]);
  });

  it("waits until the cluster's resources are gone before the operator goes", () => {
    expect(release("main").block.wait).toBe(true);
  });

  it("takes the definitions from the chart that the operator is installed from, and upgrades them", () => {
    const [operator] = Object.values(kafka.document.data?.[DataHelmTemplate.tfResourceType] ?? {});
    const source = { chart: expression("var.strimzi_chart"), version: "1.2.0" };

    expect(operator).toMatchObject({ ...source, include_crds: true });
    expect(release("strimzi").block).toMatchObject({ ...source, skip_crds: true });
    expect(JSON.stringify(release("strimzi-crds").block.values)).toMatch(/data\.helm_template\.\w+\.crds/);
    expect(release("strimzi-crds").block.take_ownership).toBe(true);
  });

  it("has an operator that watches no other namespace, and makes pods that the namespace admits", () => {
    const values = String(release("strimzi").block.values);

    expect(values).toContain('"watchNamespaces" = []');
    expect(values).toContain('"watchAnyNamespace" = false');
    expect(values).toContain('"name" = "STRIMZI_POD_SECURITY_PROVIDER_CLASS", "value" = "restricted"');
  });

  it("keeps the records of a protected environment, and only of that", () => {
    const protectedStacks = stacksOf(changed(doks, "protectData", true));
    const own = stackNamed(protectedStacks, "doks-dev-kafka").resources(Release);
    const guarded = Object.values(own).filter(
      ({ lifecycle }) => (lifecycle as Block | undefined)?.prevent_destroy === true,
    );

    expect(guarded.map(({ name }) => name)).toEqual(["main"]);
    // What the diff knows it by.
    const { name: chart } = parse(readFileSync(join(appFiles.kafkaChart, "Chart.yaml"), "utf8"));
    expect(guarded[0]?.chart).toMatch(/^assets\/kafka-chart\//);
    expect(chartsThatHoldData).toEqual([chart]);
    expect(JSON.stringify(kafka.document)).not.toContain("prevent_destroy");
    expect(String(guarded[0]?.values)).toContain('"keepOnUninstall" = true');
    expect(String(guarded[0]?.values)).toContain('"deleteClaim" = false');
    expect(String(release("main").block.values)).toContain('"deleteClaim" = true');
  });

  it("gives a program its address, the authority's certificate and its own password", () => {
    const apps = stackNamed(stacks, "doks-dev-apps").resources(Release);
    const [producer] = Object.values(apps).filter(({ name }) => name === "producer");
    const values = String(producer?.values);

    expect(producer?.namespace).toMatch(/^\$\{data\.terraform_remote_state\..*doks-dev-kafka/);
    expect(values).toMatch(
      /"KAFKA_BOOTSTRAP_SERVERS" = "main-kafka-bootstrap\.\$\{data\.terraform_remote_state\.[^"]*\}\.svc:9093"/,
    );
    expect(values).toContain('"KAFKA_USERNAME" = "producer"');
    expect(values).toContain(
      '{"secretName" = "main-cluster-ca-cert", "mountPath" = "/etc/kafka/ca", "keys" = ["ca.crt"]}',
    );
    expect(values).toContain(
      '{"secretName" = "producer", "mountPath" = "/etc/kafka/user", "keys" = ["password"]}',
    );
  });

  it("lets a program of another namespace watch its two Secrets, and no others", () => {
    const roles = Object.values(elsewhere.kafka.resources(RoleV1));
    const bindings = Object.values(elsewhere.kafka.resources(RoleBindingV1));
    const ofKafka = expression("kubernetes_namespace_v1.namespace_177341A3.metadata[0].name");

    expect(roles.map(({ metadata, rule }) => ({ metadata, rule }))[0]).toEqual({
      metadata: { name: "consumer-secrets", namespace: ofKafka },
      rule: [
        {
          api_groups: [""],
          resources: ["secrets"],
          resource_names: ["main-cluster-ca-cert", "consumer"],
          verbs: ["watch"],
        },
      ],
    });
    expect(roles).toHaveLength(2);
    expect(bindings[0]).toMatchObject({
      metadata: { namespace: ofKafka },
      subject: [{ kind: "ServiceAccount", name: "consumer", namespace: "doks-dev" }],
    });
    expect(kafka.resources(RoleV1)).toEqual({});
  });

  it("has files brought to a program of another namespace, by the names of Secrets", () => {
    const [producer] = Object.values(elsewhere.apps.resources(Release)).filter(
      ({ name }) => name === "producer",
    );
    const values = String(producer?.values);

    expect(producer?.namespace).toBe(
      expression("kubernetes_namespace_v1.namespace_177341A3.metadata[0].name"),
    );
    expect(elsewhere.apps.resource(NamespaceV1).metadata).toMatchObject({ name: "doks-dev" });
    expect(values).toContain('"KAFKA_CA_FILE" = "/etc/kube-secrets/main-cluster-ca-cert/ca.crt"');
    expect(values).toContain('"KAFKA_PASSWORD_FILE" = "/etc/kube-secrets/producer/password"');
    expect(values).toMatch(/"kubeSecretFiles" = \{"namespace" = data\.terraform_remote_state\./);
    expect(values).toContain('"secrets" = {"main-cluster-ca-cert" = ["ca.crt"], "producer" = ["password"]}');
    expect(values).toContain('"apiServerCidrs" = ["10.10.0.0/24"]');
    expect(values).not.toContain("secretFiles");
  });

  it("needs no cluster stack where somebody else made the cluster", () => {
    expect([...stacks.keys()].filter((name) => name.startsWith("local-"))).not.toContain("local-cluster");
    expect(stackNamed(stacks, "local-kafka").providers("helm")).toMatchObject([
      { kubernetes: { config_context: "kind-millrace" } },
    ]);
  });
});
