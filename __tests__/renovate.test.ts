import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { plugins } from "../environments/versions.ts";

interface Manager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly datasourceTemplate: string;
}

const { customManagers } = JSON.parse(readFileSync("renovate.json", "utf8")) as {
  customManagers: readonly Manager[];
};
const files = execFileSync("git", ["ls-files"], { encoding: "utf8" }).trim().split("\n");

/** As Renovate finds them. */
function found(datasource: string): readonly string[] {
  const managers = customManagers.filter(({ datasourceTemplate }) => datasourceTemplate === datasource);
  const names = managers.flatMap(({ managerFilePatterns, matchStrings }) =>
    managerFilePatterns.flatMap((pattern) => {
      const matching = files.filter((file) => new RegExp(pattern.slice(1, -1)).test(file));
      const text = matching.map((file) => readFileSync(file, "utf8")).join("\n");
      return matchStrings.flatMap((one) =>
        [...text.matchAll(new RegExp(one, "g"))].map(
          ({ groups }) => `${groups?.depName} ${groups?.currentValue}`,
        ),
      );
    }),
  );
  return [...new Set(names)].sort();
}

/** Versions in the files that tools come from. */
const written = (pattern: RegExp) =>
  ["delivery/tools.ts", "delivery/toolbox.Dockerfile"].flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(pattern)].map(([, version]) => version),
  );

it("Renovate's own expressions find every binding, in the version of the bindings", () => {
  const bindings = Object.entries(plugins).map(([name, { bindings: version }]) =>
    version.startsWith("npm:") ? version.slice(4).replace(/@(?=[\d.]+$)/, " ") : `${name} ${version}`,
  );

  expect(found("npm")).toEqual(bindings.sort());
});

it("Renovate's own expressions find every tool", () => {
  const versions = (names: readonly string[]) => names.map((name) => name.split(" ")[1]);

  expect(new Set(versions(found("go")))).toEqual(new Set(written(/\/cmd\/\w+@(v[\d.]+)/g)));
  expect(versions(found("pypi")).sort()).toEqual(written(/==([\d.]+)/g).sort());
});

it("Renovate's own expressions find the image that Oracle's pipeline builds in", () => {
  expect(found("docker")).toEqual([expect.stringMatching(/^node \d+\.\d+\.\d+-bookworm$/)]);
});

it("Renovate's own expressions keep to what its engine, RE2, can do", () => {
  for (const { matchStrings } of customManagers) {
    for (const one of matchStrings) expect(one).not.toMatch(/\(\?<?[=!]/);
  }
});
