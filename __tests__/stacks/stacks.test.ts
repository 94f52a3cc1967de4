import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { IdentityPolicy } from "@cdktf/provider-oci/identity-policy";
import { describe, expect, it } from "@jest/globals";
import { doksDev } from "../../environments/doks-dev.ts";
import { doksProd } from "../../environments/doks-prod.ts";
import { local } from "../../environments/local.ts";
import { okeDev } from "../../environments/oke-dev.ts";
import { okeProd } from "../../environments/oke-prod.ts";
import type { Environment } from "../../environments/schema.ts";
import { changed, oke } from "../environments/examples.ts";
import { expression, type SynthesizedStack } from "../support/synthesized.ts";
import { stackNamed, stacksOf } from "./app.ts";
import { upstreamOf } from "./rules.ts";

/** Those that the project comes with: whoever adds one of their own has nothing to change here. */
const stacks = stacksOf(okeDev, okeProd, doksDev, doksProd, local);

function named(stack: string): SynthesizedStack {
  return stackNamed(stacks, stack);
}

describe("the stacks of an environment", () => {
  it("are one for each lifecycle, and one for the registry", () => {
    expect([...stacks.keys()]).toEqual([
      "oke-dev-vault",
      "oke-dev-cluster",
      "oke-dev-streaming",
      "oke-dev-apps",
      "oke-prod-vault",
      "oke-prod-cluster",
      "oke-prod-streaming",
      "oke-prod-kafka",
      "oke-prod-apps",
      "oke-prod-observability",
      "oke-prod-governance",
      "doks-dev-cluster",
      "doks-dev-kafka",
      "doks-dev-apps",
      "doks-prod-cluster",
      "doks-prod-kafka",
      "doks-prod-apps",
      "doks-prod-observability",
      "local-kafka",
      "local-apps",
      "registry-millrace",
      "registry-millrace-do",
    ]);
  });

  it("depend on each other in one direction", () => {
    expect(Object.fromEntries([...stacks].map(([name, stack]) => [name, upstreamOf(stack)]))).toEqual({
      "oke-dev-cluster": [],
      "oke-dev-vault": [],
      "oke-dev-streaming": ["oke-dev-cluster", "oke-dev-vault"],
      "oke-dev-apps": ["oke-dev-cluster", "oke-dev-streaming"],
      // The cluster stores its Secrets and volumes under keys of the vault.
      "oke-prod-vault": [],
      "oke-prod-cluster": ["oke-prod-vault"],
      "oke-prod-streaming": ["oke-prod-cluster", "oke-prod-vault"],
      "oke-prod-kafka": ["oke-prod-cluster"],
      "oke-prod-apps": ["oke-prod-cluster", "oke-prod-kafka", "oke-prod-streaming"],
      "oke-prod-observability": ["oke-prod-cluster", "oke-prod-streaming"],
      "oke-prod-governance": [],
      "doks-dev-cluster": [],
      "doks-dev-kafka": ["doks-dev-cluster"],
      "doks-dev-apps": ["doks-dev-cluster", "doks-dev-kafka"],
      "doks-prod-cluster": [],
      "doks-prod-kafka": ["doks-prod-cluster"],
      "doks-prod-apps": ["doks-prod-cluster", "doks-prod-kafka"],
      "doks-prod-observability": [],
      // Of a cluster that somebody else made.
      "local-kafka": [],
      "local-apps": ["local-kafka"],
      "registry-millrace": [],
      "registry-millrace-do": [],
    });
  });

  it("ask for account ids and for nothing that the environment says", () => {
    const asked = [...stacks.values()].flatMap(({ document }) => Object.keys(document.variable ?? {}));

    expect([...new Set(asked)].sort()).toEqual([
      "compartment_ocid",
      "kubeconfig",
      "registry_auth_token",
      "registry_auth_token_revision",
      "registry_username",
      "strimzi_chart",
      "tenancy_ocid",
    ]);
  });

  it("explain and check every variable, and explain every output", () => {
    for (const { document } of stacks.values()) {
      for (const variable of Object.values(document.variable ?? {})) {
        expect(variable).toMatchObject({ description: expect.any(String), validation: [expect.anything()] });
      }
      const forPeople = Object.entries(document.output ?? {}).filter(
        ([name]) => !name.startsWith("cross-stack-"),
      );
      expect(forPeople.length).toBeGreaterThan(0);
      for (const [, output] of forPeople) expect(output).toMatchObject({ description: expect.any(String) });
    }
  });
});

describe("two environments", () => {
  const prod: Environment = changed(oke, "name", "oke-test");

  it("share the stack of their registry", () => {
    const names = [...stacksOf(oke, prod).keys()];

    expect(names).toHaveLength(9);
    expect(names.filter((name) => name.startsWith("registry-"))).toEqual(["registry-millrace"]);
  });
});

describe("the cluster stack", () => {
  it("warns while the allow-list is the example's", () => {
    const document = named("oke-dev-cluster").document as { check?: unknown };

    expect(document.check).toEqual({
      "allowed-cidrs": {
        assert: [
          {
            condition: expression('!contains(local.allowed-cidrs, "203.0.113.0/24")'),
            error_message:
              "oke-dev.cluster.endpoint.allowedCidrs must name your own networks, got the example 203.0.113.0/24. " +
              "Nobody comes from there, so nobody reaches the cluster, Terraform included.",
          },
        ],
      },
    });
  });
});

describe("the apps stack", () => {
  it("refuses to plan until an image has been pushed, and says how", () => {
    const release = named("oke-dev-apps").resources(Release)["producer-app_BA2153CE"];

    expect(release?.lifecycle).toEqual({
      precondition: [
        {
          condition: `\${local.producer-digest != "sha256:${"0".repeat(64)}"}`,
          error_message:
            "oke-dev.apps.producer.image.digest must be that of a pushed image, got zeros. " +
            "Run `npm run images -- push oke-dev --registry <registry_address>` " +
            "(an output of registry-millrace) and commit environments/images.json.",
        },
      ],
    });
  });

  it("runs each program as the service account that its policy names", () => {
    const releases = Object.values(named("oke-dev-apps").resources(Release));
    const accounts = releases.map(
      ({ values }) => /"serviceAccount" = \{"create" = true, "name" = "([^"]+)"\}/.exec(String(values))?.[1],
    );
    const granted = Object.values(named("oke-dev-streaming").resources(IdentityPolicy)).map(
      ({ statements }) => /service_account = '([^']+)'/.exec(String(statements))?.[1],
    );

    expect(accounts.sort()).toEqual(["consumer", "producer"]);
    expect(granted.sort()).toEqual(accounts);
  });

  it("carries the chart and the credential program by relative paths", () => {
    const { kubernetes } = named("oke-dev-apps").document.provider ?? {};
    const [release] = Object.values(named("oke-dev-apps").resources(Release));

    expect(release?.chart).toMatch(/^assets\/chart\/[0-9A-F]{32}$/);
    expect(kubernetes).toMatchObject([
      {
        exec: [
          {
            args: [
              expect.stringMatching(/^assets\/kube-credential\/[0-9A-F]{32}\/kube-credential\.mjs$/),
              "oke",
              expect.anything(),
              "eu-frankfurt-1",
            ],
          },
        ],
      },
    ]);
  });
});

describe("the streaming stack", () => {
  it("lets the producer push and the consumer pull", () => {
    const may = Object.values(named("oke-dev-streaming").resources(IdentityPolicy)).map(
      ({ name, statements }) => [
        name,
        (statements as string[]).map((statement) => / to (\w+ [\w-]+) in /.exec(statement)?.[1]),
      ],
    );

    expect(Object.fromEntries(may)).toEqual({
      "oke-dev-producer": ["read secret-bundles", "use stream-push"],
      "oke-dev-consumer": ["read secret-bundles", "use stream-pull"],
    });
  });

  it("writes policies in the tenancy's home region, wherever the environment is", () => {
    const policies = Object.values(named("oke-dev-streaming").resources(IdentityPolicy));

    expect(policies.map(({ provider }) => provider)).toEqual(["oci.home", "oci.home"]);
  });

  it("is where the environment says, even in another region than the cluster", () => {
    const elsewhere = stacksOf(changed(oke, "streaming.region", "eu-zurich-1"));
    const regions = ["cluster", "vault", "streaming"].map(
      (layer) => stackNamed(elsewhere, `oke-dev-${layer}`).providers("oci")[0]?.region,
    );

    expect(regions).toEqual(["eu-frankfurt-1", "eu-zurich-1", "eu-zurich-1"]);
  });
});

describe("names", () => {
  it("of apps may be those of other parts of the stack", () => {
    const { producer } = oke.apps;
    const names = ["namespace", "pull-secret", "chart", "oci", "providers", "records", "home-region"];
    const apps = Object.fromEntries(names.map((name) => [name, producer]));

    const stack = stackNamed(stacksOf(changed(oke, "apps", apps)), "oke-dev-apps");

    expect(Object.values(stack.resources(Release)).map(({ name }) => name)).toEqual(names.sort());
  });

  it("keep to the limits of Oracle and Kubernetes when environment and app are as long as they may be", () => {
    const app = "a".repeat(46);
    const environment = changed(changed(oke, "name", "e".repeat(40)), "apps", { [app]: oke.apps.producer });

    const [policy] = Object.values(
      stackNamed(stacksOf(environment), `${"e".repeat(40)}-streaming`).resources(IdentityPolicy),
    );

    // https://docs.oracle.com/iaas/Content/Identity/Reference/iampolicyreference.htm: 1 to 100 characters.
    expect(String(policy?.name).length).toBeLessThanOrEqual(100);
  });
});
