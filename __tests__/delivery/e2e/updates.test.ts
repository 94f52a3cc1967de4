import { describe, expect, it } from "@jest/globals";
import { e2eArguments } from "../../../delivery/e2e/arguments.ts";
import type { Deployment } from "../../../delivery/e2e/kubernetes.ts";
import { mergePatch } from "../../../delivery/e2e/merge-patch.ts";
import { programOf, variablesOf } from "../../../delivery/e2e/program-of.ts";
import { promotedFrom } from "../../../delivery/e2e/promoted-from.ts";
import { beforehand, describedUpdates, updatesOf } from "../../../delivery/e2e/updates.ts";
import { environments } from "../../../environments/all.ts";
import { okeDev } from "../../../environments/oke-dev.ts";
import type { Environment } from "../../../environments/schema.ts";
import { validateEnvironments } from "../../../environments/validate.ts";
import { minorOf } from "../../../environments/versions.ts";

const written: Environment = okeDev;

/** Undefined for a cluster that somebody else made. */
const versionOf = ({ cluster }: Environment) =>
  "kubernetesVersion" in cluster ? cluster.kubernetesVersion : undefined;

const start = (environment: Environment) =>
  beforehand(environment).reduce<unknown>(mergePatch, environment) as Environment;

describe.each(environments.map((environment) => [environment.name, environment] as const))(
  "the updates of %s",
  (_, environment) => {
    it("make a valid environment at each stage, and end at the version that is written", () => {
      let stage = start(environment);
      validateEnvironments([stage]);
      for (const { patch } of updatesOf(environment)) {
        stage = mergePatch(stage, patch ?? {}) as Environment;
        validateEnvironments([stage]);
      }
      expect(versionOf(stage)).toBe(versionOf(environment));
      for (const { patch, words } of describedUpdates(stage)) {
        stage = mergePatch(stage, patch ?? {}) as Environment;
        validateEnvironments([stage]);
        expect(words).toBeDefined();
      }
    });

    it("start with a state beside them", () => {
      const before = start(environment);
      expect(before.backend).toEqual({ kind: "local" });
      if (before.registry.kind !== "existing") expect(before.registry.backend).toEqual({ kind: "local" });
    });
  },
);

it("oke-dev starts one Kubernetes minor below what is written, with the workers' image for it", () => {
  const { cluster } = start(written);
  if (cluster.kind !== "oke" || written.cluster.kind !== "oke") throw new Error("oke-dev must be on OKE.");
  expect(minorOf(cluster.kubernetesVersion)).toBe(minorOf(written.cluster.kubernetesVersion) - 1);
  expect(cluster.nodePools.workers?.image).toContain(`-OKE-${cluster.kubernetesVersion}-`);
});

it("raises the limit of a pool that an autoscaler sizes, and the size of one that none does", () => {
  const pools = (nodes: unknown) =>
    mergePatch(written, { cluster: { nodePools: { workers: { nodes } } } }) as Environment;
  const patchOf = (environment: Environment) =>
    updatesOf(environment).find(({ kind }) => kind === "a bigger pool")?.patch;
  expect(patchOf(pools(2))).toEqual({ cluster: { nodePools: { workers: { nodes: 3 } } } });
  expect(patchOf(pools({ minimum: 1, maximum: 4 }))).toEqual({
    cluster: { nodePools: { workers: { nodes: { maximum: 5 } } } },
  });
});

it("takes images from the environment before it that shares its registry", () => {
  const expected = {
    "oke-dev": undefined,
    "oke-prod": "oke-dev",
    "doks-dev": undefined,
    "doks-prod": "doks-dev",
    local: undefined,
  };
  const shipped = environments.filter(({ name }) => name in expected);

  const from = shipped.map((one) => [one.name, promotedFrom(one, shipped)?.name]);

  expect(Object.fromEntries(from)).toEqual(expected);
});

describe("a Deployment", () => {
  const deployment = (image: string): Deployment => ({
    metadata: { name: "producer", uid: "1" },
    spec: {
      template: {
        spec: { containers: [{ image, env: [{ name: "MESSAGING", value: "x" }, { name: "POD_NAME" }] }] },
      },
    },
  });

  it("says which program runs and gives it the variables that do not come from the pod", () => {
    const one = deployment(`ocir.example/ns/millrace/producer@sha256:${"1".repeat(64)}`);
    expect(programOf(one)).toBe("producer");
    expect(variablesOf(one)).toEqual({ MESSAGING: "x" });
  });

  it("is refused with an image that is not named by digest", () => {
    expect(() => programOf(deployment("ocir.example/ns/millrace/producer:latest"))).toThrow(
      "Deployment producer: image must end with /producer@sha256:… or /consumer@sha256:…, " +
        "got ocir.example/ns/millrace/producer:latest.",
    );
  });
});

describe("the arguments", () => {
  it("name environments, each once, in the order in which they are listed", () => {
    expect(e2eArguments(["oke-dev", "oke-dev"], environments).map(({ name }) => name)).toEqual(["oke-dev"]);
  });

  it("are refused all at once", () => {
    expect(() => e2eArguments(["oke-test", "doks"], [written])).toThrow(
      "environment must be one of oke-dev, got oke-test. Choose one of those.\n" +
        "environment must be one of oke-dev, got doks. Choose one of those.\n" +
        "Usage: npm run e2e -- <environment>…",
    );
    expect(() => e2eArguments([], [written])).toThrow(
      "arguments must name at least one of oke-dev, got none.",
    );
  });
});
