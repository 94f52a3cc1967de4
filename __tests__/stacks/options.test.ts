/** What an environment may switch on, and neither of this project's small ones does all at once. */
import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { AuditConfiguration } from "@cdktf/provider-oci/audit-configuration";
import { BudgetBudget } from "@cdktf/provider-oci/budget-budget";
import { IdentityPolicy } from "@cdktf/provider-oci/identity-policy";
import { KmsKey } from "@cdktf/provider-oci/kms-key";
import { KmsKeyVersion } from "@cdktf/provider-oci/kms-key-version";
import { KmsVault } from "@cdktf/provider-oci/kms-vault";
import { LimitsQuota } from "@cdktf/provider-oci/limits-quota";
import { MonitoringAlarm } from "@cdktf/provider-oci/monitoring-alarm";
import { StreamingStream } from "@cdktf/provider-oci/streaming-stream";
import { StreamingStreamPool } from "@cdktf/provider-oci/streaming-stream-pool";
import { VaultSecret } from "@cdktf/provider-oci/vault-secret";
import { describe, expect, it } from "@jest/globals";
import { okeDev } from "../../environments/oke-dev.ts";
import type { Environment } from "../../environments/schema.ts";
import { type Block, expression } from "../support/synthesized.ts";
import { stackNamed, stacksOf } from "./app.ts";
import { brokenReferences, secretsInTheOpen, undescribedRules, upstreamOf, wideStatements } from "./rules.ts";

const { producer, consumer } = okeDev.apps;

const environment: Environment = {
  ...okeDev,
  keys: { vault: "virtual-private", protection: "hsm", rotateEveryDays: 90, versions: 2 },
  streaming: {
    streams: {
      records: { partitions: 3, retentionHours: 48 },
      audit: { partitions: 1, retentionHours: 168 },
    },
    endpoint: "private",
    kafkaTopics: { partitions: 2, retentionHours: 24 },
  },
  secrets: {
    wallet: { kind: "given" },
    results: { kind: "given" },
    "session-key": {
      kind: "generated",
      value: "bytes",
      expiresAfterDays: 90,
      rotation: { everyDays: 30, by: "function" },
    },
  },
  database: { secret: "results", cidrs: ["10.0.4.0/28"] },
  deployers: true,
  alarms: { emails: ["operators@example.com"], recordsBehind: 500 },
  governance: {
    budget: { monthlyAmount: 300, emails: ["owner@example.com"] },
    quotas: { streaming: { "partition-count": 5 } },
    auditRetentionDays: 365,
  },
  apps: {
    producer: { ...producer, stream: "records" },
    consumer: { ...consumer, stream: "records", secretFiles: { "wallet.zip": "wallet", key: "session-key" } },
    second: { ...consumer, stream: "records", group: "second" },
    auditor: { ...consumer, stream: "audit" },
  },
};

const stacks = stacksOf(environment);
const named = (name: string) => stackNamed(stacks, `oke-dev-${name}`);
const only = (values: Readonly<Record<string, unknown>>) => Object.values(values);

describe("an environment with everything that streams, secrets and their operation may have", () => {
  it.each([...stacks])("keeps every rule in %s", (_name, stack) => {
    expect(secretsInTheOpen(stack)).toEqual([]);
    expect(wideStatements(stack)).toEqual([]);
    expect(undescribedRules(stack)).toEqual([]);
    expect(brokenReferences(stack, stacks)).toEqual([]);
  });

  it("has stacks of their own for alarms, and for what only the tenancy's administrator may set", () => {
    expect(upstreamOf(named("observability"))).toEqual(["oke-dev-cluster", "oke-dev-streaming"]);
    expect(upstreamOf(named("governance"))).toEqual([]);
  });
});

describe("the vault stack", () => {
  it("has one key for each use in a vault of its own, each with as many versions as were made", () => {
    expect(named("vault").resource(KmsVault).vault_type).toBe("VIRTUAL_PRIVATE");
    expect(only(named("vault").resources(KmsKey)).map((key) => (key as Block).display_name)).toEqual([
      "oke-dev-kubernetes",
      "oke-dev-streams",
      "oke-dev-vault-master",
      "oke-dev-volumes",
    ]);
    expect(only(named("vault").resources(KmsKeyVersion))).toHaveLength(4);
  });

  it("generates what may be generated, and asks for the OCID of what was given", () => {
    const [secret] = only(named("vault").resources(VaultSecret));

    expect(secret).toMatchObject({
      enable_auto_generation: true,
      rotation_config: {
        rotation_interval: "P30D",
        target_system_details: { function_id: expression("var.secret_session_key_rotation_ocid") },
      },
    });
    expect(Object.keys(named("vault").document.variable ?? {})).toContain("secret_wallet_ocid");
    expect(Object.keys(named("vault").document.output ?? {})).toContain("secret_session_key_ocid");
  });
});

describe("the streaming stack", () => {
  it("encrypts the pool with its own key, and has it in the cluster's network only", () => {
    expect(named("streaming").resource(StreamingStreamPool)).toMatchObject({
      custom_encryption_key: { kms_key_id: expect.stringContaining("streams-key") },
      private_endpoint_settings: { subnet_id: expect.stringContaining("workers-subnet") },
      kafka_settings: { auto_create_topics_enable: false },
    });
  });

  it("keeps the addresses of the stream that was there before there were several", () => {
    expect(Object.keys(named("streaming").resources(StreamingStream))).toContain("records_86D700F3");
    expect(Object.keys(named("streaming").resources(VaultSecret))).toContain("connection_B9EBFA2C");
  });

  it("lets each program use its own stream, and read its own secrets", () => {
    const may = only(named("streaming").resources(IdentityPolicy)).map((policy) => {
      const { name, statements } = policy as { name: string; statements: string[] };
      return [
        name,
        statements.map((statement) => /([\w-]+_secret|[\w-]+_stream)\S*'\}$/.exec(statement)?.[0]),
      ];
    });
    const targets = Object.fromEntries(may) as Record<string, string[]>;

    expect(targets["oke-dev-consumer"]).toHaveLength(5);
    expect(targets["oke-dev-producer"]).toHaveLength(2);
    expect(targets["oke-dev-auditor"]?.join()).toContain("audit-stream");
    expect(targets["oke-dev-producer"]?.join()).not.toContain("audit-stream");
  });
});

describe("the apps stack", () => {
  const valuesOf = (app: string) =>
    String(
      only(named("apps").resources(Release))
        .map((release) => release as { name: string; values: unknown })
        .find(({ name }) => name === app)?.values,
    );

  it("hands a program the OCIDs of its files, and nothing to a program without any", () => {
    expect(valuesOf("consumer")).toMatch(
      /"vaultFiles" = \{"wallet\.zip" = [^,]+secret_wallet_ocid, "key" = [^,]+session-key-secret_\w+\}/,
    );
    expect(valuesOf("second")).not.toContain("vaultFiles");
  });

  it("tells consumers alone where results are kept, and lets them call it", () => {
    expect(valuesOf("auditor")).toMatch(/"DATABASE_SECRET_OCID" = [^,]+secret_results_ocid/);
    expect(valuesOf("auditor")).toContain('"cidr" = "10.0.4.0/28"');
    expect(valuesOf("producer")).not.toMatch(/DATABASE_|10\.0\.4\.0/);
  });

  it("points each program to its own stream", () => {
    expect(valuesOf("auditor")).toContain("audit-connection");
    expect(valuesOf("consumer")).not.toContain("audit-connection");
  });
});

describe("the observability stack", () => {
  const alarms = only(named("observability").resources(MonitoringAlarm)) as {
    display_name: string;
    query: string;
  }[];
  const queryOf = (name: string) =>
    alarms.find(({ display_name }) => display_name === `oke-dev-${name}`)?.query;

  it("expects of each stream what its groups read together, and of the pools their least", () => {
    expect(queryOf("stream-records-behind")).toMatch(/\.sum\(\) \* 2 - .* > 500$/);
    expect(queryOf("stream-audit-behind")).toMatch(/\.sum\(\) - .* > 500$/);
    expect(queryOf("cluster-workers-not-ready")).toMatch(/ < 2$/);
  });
});

describe("the governance stack", () => {
  it("writes in the tenancy's root compartment and home region", () => {
    const all = [BudgetBudget, LimitsQuota, AuditConfiguration].map((kind) =>
      named("governance").resource(kind),
    );

    for (const one of all) {
      expect(one).toMatchObject({ compartment_id: expression("var.tenancy_ocid"), provider: "oci.home" });
    }
    expect(named("governance").resource(LimitsQuota).statements).toEqual([
      `set streaming quota partition-count to 5 in compartment ${expression("var.compartment_path")}`,
    ]);
  });
});

describe("the apps stack", () => {
  it("asks for the groups that may release programs in its namespace", () => {
    const { document } = named("apps");

    expect(document.variable?.deployer_groups).toMatchObject({ type: "set(string)", default: [] });
    expect(named("apps").resource(RoleBindingV1)).toMatchObject({
      dynamic: { subject: { for_each: `\${var.deployer_groups}` } },
    });
  });
});
