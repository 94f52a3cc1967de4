import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { DevopsBuildPipeline } from "@cdktf/provider-oci/devops-build-pipeline";
import { DevopsBuildPipelineStage } from "@cdktf/provider-oci/devops-build-pipeline-stage";
import { afterAll, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { oke } from "../../environments/examples.ts";
import { stackNamed, stacksOf } from "../../stacks/app.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-specs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stack = stackNamed(stacksOf({ ...oke, devops: { emails: ["a@example.com"] } }), "oke-dev-devops");
const files = Object.values(stack.resources(DevopsBuildPipelineStage)).flatMap(
  ({ build_spec_file }) => build_spec_file ?? [],
) as string[];

interface Spec {
  readonly env: { readonly exportedVariables: readonly string[] };
  readonly steps: readonly { readonly name: string; readonly command: string }[];
  readonly outputArtifacts?: readonly { readonly name: string }[];
}

const specOf = (name: string) =>
  parse(readFileSync(files.find((file) => file.endsWith(name)) ?? name, "utf8")) as Spec;
const { items: parameters } = stack.resource(DevopsBuildPipeline).build_pipeline_parameters as {
  items: readonly { readonly name: string; readonly default_value: string }[];
};

/** Runs a step as Oracle's runner does, with these programs in place of its own, and prints a variable at the end. */
function run(spec: Spec, step: string, programs: Readonly<Record<string, string>>, show: string) {
  for (const [name, body] of Object.entries(programs)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/bash\n${body}\n`);
    chmodSync(file, 0o755);
  }
  const command = spec.steps.find(({ name }) => name === step)?.command;
  // Without what a login's shell would read first.
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-euc", `${command}\necho "${show}"`], {
    encoding: "utf8",
    env: {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      OCI_PRIMARY_SOURCE_DIR: process.cwd(),
      IMAGE_TAG: "1",
      ...Object.fromEntries(parameters.map(({ name, default_value }) => [name, default_value])),
    },
  });
  return { status, stdout, stderr };
}

it("the build makes an image of each program under a tag of its own, from the commit", () => {
  const spec = specOf("build.yaml");
  const { status, stdout } = run(spec, "images", { docker: 'echo "docker $*"' }, "tag $IMAGE_TAG");

  expect(status).toBe(0);
  const [, tag, commit] = /^tag (([0-9a-f]{12})-\d{14})$/m.exec(stdout) ?? [];
  expect(spec.outputArtifacts?.map(({ name }) => name)).toEqual(["producer", "consumer"]);
  for (const program of ["producer", "consumer"]) {
    expect(stdout).toMatch(
      new RegExp(
        `docker build --tag ${program} --build-arg PROGRAM=${program} --build-arg VERSION=${tag} --build-arg REVISION=${commit}[0-9a-f]{28} --build-arg SOURCE=\\S* \\.`,
      ),
    );
  }
});

it("the digests are those that the registry has for that tag", () => {
  const spec = specOf("digests.yaml");
  const digest = `sha256:${"a".repeat(64)}`;
  const oci = `echo "$*" >&2; echo ${digest}`;
  const { status, stdout, stderr } = run(spec, "digests", { oci }, "$PRODUCER_DIGEST $CONSUMER_DIGEST");

  expect(status).toBe(0);
  expect(stdout).toContain(`\n${digest} ${digest}\n`);
  expect(spec.env.exportedVariables).toEqual(["PRODUCER_DIGEST", "CONSUMER_DIGEST"]);
  for (const program of ["producer", "consumer"]) {
    expect(stderr).toContain(`--repository-name millrace/${program} --image-version 1 `);
  }
});

it("no deployment starts with a digest that the registry does not have", () => {
  const { status, stderr } = run(specOf("digests.yaml"), "digests", { oci: "echo null" }, "");

  expect(status).toBe(1);
  expect(stderr).toBe('digests: image 1 must have a digest, got "null". Look at the deliver stage.\n');
});
