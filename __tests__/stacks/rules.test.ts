/** The rules must be able to fail: each is shown what it looks for. */
import { describe, expect, it } from "@jest/globals";
import { type Document, expression, SynthesizedStack } from "../support/synthesized.ts";
import {
  brokenReferences,
  credentialsInProviders,
  destructible,
  encryptedByOracle,
  groupsOpenToAll,
  imagesByTag,
  providersThatWait,
  secretsInTheOpen,
  undescribedRules,
  untagged,
  upstreamOf,
  wideStatements,
} from "./rules.ts";

function stack(document: Document): SynthesizedStack {
  return new SynthesizedStack("env-apps", document);
}

const token = { type: "string", sensitive: true, ephemeral: true };

describe("the rules of every stack find", () => {
  it.each<[string, Document, string]>([
    [
      "a literal password",
      { resource: { oci_x: { a: { admin_password: "p" } } } },
      "env-apps: resource.oci_x.a.admin_password",
    ],
    [
      "a token of a provider",
      { provider: { kubernetes: [{ token: "t" }] } },
      "env-apps: provider.kubernetes.0.token",
    ],
    [
      "a sensitive variable where it is kept",
      {
        variable: { token },
        resource: { kubernetes_secret_v1: { a: { data: { b: expression("var.token") } } } },
      },
      "env-apps: resource.kubernetes_secret_v1.a.data.b",
    ],
    [
      "a sensitive variable that a plan keeps",
      { variable: { token: { sensitive: true } } },
      "env-apps: variable.token",
    ],
    [
      "a sensitive variable with its value",
      { variable: { token: { ...token, default: "t" } } },
      "env-apps: variable.token",
    ],
    [
      "a private key",
      { resource: { oci_x: { a: { content: "-----BEGIN RSA PRIVATE KEY-----" } } } },
      "env-apps: resource.oci_x.a.content",
    ],
  ])("%s", (_what, document, breach) => {
    expect(secretsInTheOpen(stack(document))).toContain(breach);
  });

  it("no secret in a write-only argument", () => {
    const resource = { kubernetes_secret_v1: { a: { data_wo: { b: expression("var.token") } } } };

    expect(secretsInTheOpen(stack({ variable: { token }, resource }))).toEqual([]);
  });

  it.each([
    "Allow any-user to manage streams in compartment id c",
    "Allow any-user to use stream-push in compartment id c where all {request.principal.type = 'workload'}",
    "Allow dynamic-group nodes to read secret-bundles in tenancy",
  ])("the wide statement %p", (statement) => {
    const resource = { oci_identity_policy: { a: { statements: [statement] } } };

    expect(wideStatements(stack({ resource }))).toEqual([statement]);
  });

  it("an image by its tag, and a release without one", () => {
    const tagged = { values: [expression('yamlencode({"image" = "registry/x:latest"})')] };

    const releases = { a: tagged, b: { values: [] }, main: { name: "main", chart: "assets/chart/0" } };
    const strimzi = { c: { chart: expression("var.strimzi_chart") }, d: { chart: "assets/kafka-chart/0" } };

    expect(imagesByTag(stack({ resource: { helm_release: { ...releases, ...strimzi } } }))).toEqual([
      "env-apps: a runs registry/x:latest",
      "env-apps: b names no image",
      "env-apps: main names no image",
    ]);
  });

  it("a group that everybody may connect to, and a rule without a description", () => {
    const rule = {
      direction: "INGRESS",
      source: "0.0.0.0/0",
      protocol: "6",
      network_security_group_id: expression("oci_core_network_security_group.endpoint.id"),
    };
    const document = {
      resource: {
        oci_core_network_security_group: {
          endpoint: { display_name: "endpoint" },
          pods: { display_name: "pods" },
        },
        oci_core_network_security_group_security_rule: { a: rule },
      },
    };

    expect(groupsOpenToAll(stack(document))).toEqual(["endpoint"]);
    expect(undescribedRules(stack(document))).toEqual(["env-apps: a"]);
  });

  it("references to resources, data, variables, locals and outputs that do not exist", () => {
    const document = {
      data: { terraform_remote_state: { "cross-stack-reference-input-env-vault": {} } },
      resource: {
        oci_x: {
          a: {
            there: expression("oci_x.a.id"),
            resource: expression("oci_x.b.id"),
            data: expression("data.oci_y.c.id"),
            variable: expression("var.d"),
            local: expression("local.e"),
            output: expression("data.terraform_remote_state.cross-stack-reference-input-env-vault.outputs.f"),
            text: expression('format("oci_x.g", 1)'),
          },
        },
      },
    };
    const at = "env-apps: resource.oci_x.a";

    expect(brokenReferences(stack(document), new Map())).toEqual([
      `${at}.resource: oci_x.b`,
      `${at}.data: data.oci_y.c`,
      `${at}.variable: var.d`,
      `${at}.local: local.e`,
      `${at}.output: env-vault has no output f`,
    ]);
    expect(upstreamOf(stack(document))).toEqual(["env-vault"]);
  });

  it("a provider that waits for a resource of its own stack", () => {
    const document = {
      provider: { kubernetes: [{ host: expression("oci_cluster.a.endpoint") }] },
      resource: { oci_cluster: { a: {} } },
    };

    expect(providersThatWait(stack(document))).toEqual(["env-apps: provider.kubernetes.0.host"]);
  });

  it("a credential in the Kubernetes or Helm provider", () => {
    const provider = { kubernetes: [{ host: "h", token: "t" }], helm: [{ kubernetes: { client_key: "k" } }] };

    expect(credentialsInProviders(stack({ provider }))).toEqual(["env-apps: token", "env-apps: client_key"]);
  });

  it("a resource without the tag of its deployment, and one that would take the tenancy's tags off", () => {
    const tags = { freeform_tags: { "millrace-deployment": "env" } };
    const lifecycle = { ignore_changes: ["defined_tags"] };
    const document = {
      resource: {
        oci_x: { a: { lifecycle }, b: tags, c: { ...tags, lifecycle } },
        terraform_data: { d: {} },
      },
    };

    expect(untagged(stack(document))).toEqual(["env-apps: oci_x.a", "env-apps: oci_x.b"]);
  });

  it("what holds data and can be destroyed", () => {
    const document = {
      resource: { oci_x: { a: {}, b: { lifecycle: { prevent_destroy: true } } }, oci_y: { c: {} } },
    };

    expect(destructible(stack(document), ["oci_x"])).toEqual(["env-apps: oci_x.a"]);
  });

  it("what is encrypted with a key of Oracle's", () => {
    const kms_key_id = expression("oci_kms_key.a.id");
    const document = {
      resource: {
        oci_containerengine_cluster: { a: {}, b: { kms_key_id } },
        oci_containerengine_node_pool: {
          c: { node_config_details: {} },
          d: { node_config_details: { kms_key_id } },
        },
        oci_streaming_stream_pool: { e: {}, f: { custom_encryption_key: { kms_key_id } } },
      },
    };

    expect(encryptedByOracle(stack(document))).toEqual([
      "env-apps: oci_containerengine_cluster.a",
      "env-apps: oci_containerengine_node_pool.c",
      "env-apps: oci_streaming_stream_pool.e",
    ]);
  });
});
