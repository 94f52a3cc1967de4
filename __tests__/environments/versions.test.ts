import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Report } from "../../environments/rules.ts";
import { nearest, offered, pluginMistakes, strimziFitsCluster } from "../../environments/version-rules.ts";
import { minorOf, okeVersions, plugins } from "../../environments/versions.ts";
import { allStacks } from "../stacks/app.ts";
import { doks, local, oke } from "./examples.ts";

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
  dependencies: Record<string, string>;
};

describe("the nearest version", () => {
  it.each([
    ["1.29.0", "1.34.2"],
    ["1.35.9", "1.35.2"],
    ["1.40.0", "1.36.1"],
    ["v1.36.0", "1.36.1"],
    ["2.0.0", "1.36.1"],
  ])("to %s is %s", (version, expected) => {
    expect(nearest(version, okeVersions)).toBe(expected);
  });

  it.each([
    ["1.33.0", "Use 1.34.2, the nearest that OKE offers (environments/versions.ts)."],
    ["latest", "Use 1.36.1, the newest that OKE offers (environments/versions.ts)."],
  ])("is what somebody is told who asks for %s", (version, remedy) => {
    const report = new Report();
    offered(okeVersions, "OKE offers")(version, "oke-dev.cluster.kubernetesVersion", report);

    expect(report.mistakes).toEqual([
      `oke-dev.cluster.kubernetesVersion: must be one of 1.34.2, 1.35.2, 1.36.1, got "${version}". ${remedy}`,
    ]);
  });
});

describe("Strimzi", () => {
  const later = { version: "2.0.0", oldestKubernetes: "1.36" };

  function mistakes(environment: object): readonly string[] {
    const report = new Report();
    strimziFitsCluster(environment, "env", report, later);
    return report.mistakes;
  }

  it("refuses a Kubernetes that is too old for it, and names the nearest of the same cloud", () => {
    const { kafka, cluster } = doks;

    expect(mistakes({ kafka, cluster: { ...cluster, kubernetesVersion: "1.35.1-do.6" } })).toEqual([
      'env.cluster.kubernetesVersion: must be at least 1.36 for Strimzi 2.0.0, which runs kafka, got "1.35.1-do.6". Use 1.36.0-do.0, the nearest that is.',
    ]);
    expect(mistakes({ kafka, cluster: { ...oke.cluster, kubernetesVersion: "1.34.2" } })).toEqual([
      'env.cluster.kubernetesVersion: must be at least 1.36 for Strimzi 2.0.0, which runs kafka, got "1.34.2". Use 1.36.1, the nearest that is.',
    ]);
  });

  it("has nothing to say without Kafka, nor about a cluster that somebody else made", () => {
    expect(mistakes({ cluster: { ...doks.cluster, kubernetesVersion: "1.35.1-do.6" } })).toEqual([]);
    expect(mistakes(local)).toEqual([]);
  });
});

describe("the plugins", () => {
  it("are those that package.json installs the bindings of", () => {
    expect(pluginMistakes(dependencies)).toEqual([]);
  });

  it("are refused with bindings that nobody has tested", () => {
    expect(pluginMistakes({ ...dependencies, "@cdktf/provider-helm": "13.0.0" })).toEqual([
      'package.json: dependencies.@cdktf/provider-helm: must be 12.1.2, the bindings of the plugin helm 3.1.1, got "13.0.0". ' +
        "Install that one; or test the other, and write it into environments/versions.ts.",
    ]);
  });

  it("are those that the stacks ask Terraform for", () => {
    const known: readonly string[] = Object.values(plugins).map(({ plugin }) => plugin);
    const asked = [...allStacks().values()].flatMap(({ document }) =>
      Object.values(
        document.terraform?.required_providers as Record<string, { source: string; version: string }>,
      ).map(({ source, version }) => `${source} ${version}`),
    );

    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((plugin) => !known.includes(plugin))).toEqual([]);
  });
});

describe("the versions of OKE", () => {
  it("are one for each minor, oldest first, so that every upgrade has a next step", () => {
    const minors = okeVersions.map(minorOf);

    expect(minors).toEqual(minors.map((_, index) => Number(minors[0]) + index));
  });
});
