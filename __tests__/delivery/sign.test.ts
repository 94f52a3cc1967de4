import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Checkout, checkout } from "../support/checkout.ts";
import { commitAll, git } from "../support/repository.ts";

// Stands in for cosign: writes down what it was told, and the provenance that it would sign.
const standIn = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
fs.appendFileSync(process.env.CALLS, args.join(" ") + "\\n");
const predicate = args[args.indexOf("--predicate") + 1];
if (args.includes("slsaprovenance1") && args[0] === "attest") fs.copyFileSync(predicate, process.env.CALLS + ".provenance");
if (args[0] === process.env.FAILS) process.exit(3);
`;

const onPosix = process.platform === "win32" ? describe.skip : describe;

onPosix("npm run sign", () => {
  let tree: Checkout;
  let tools: string;
  let calls: string;
  let revision: string;
  const repositories = "registry.digitalocean.com/millrace-do";
  const reference = (program: string) =>
    `${repositories}/${program}@sha256:${(program === "producer" ? "1" : "2").repeat(64)}`;

  beforeAll(() => {
    tree = checkout("project");
    tools = join(dirname(tree.root), "tools");
    calls = join(dirname(tree.root), "calls");
    mkdirSync(tools);
    mkdirSync(join(tree.root, "dist"));
    writeFileSync(join(tools, "cosign"), standIn, { mode: 0o755 });
    commitAll(tree.root);
    git(tree.root, "remote", "add", "origin", "git@git.example:team/millrace.git");
    revision = git(tree.root, "rev-parse", "HEAD");
    nameImages(`0.1.0-${revision.slice(0, 12)}`);
    for (const program of ["producer", "consumer"])
      writeFileSync(join(tree.root, `dist/${program}.sbom.json`), "{}");
  });
  beforeEach(() => rmSync(calls, { force: true }));
  afterAll(() => tree.remove());

  function nameImages(version: string): void {
    const image = (digit: string) => ({ version, digest: `sha256:${digit.repeat(64)}` });
    const images = { "doks-dev": { producer: image("1"), consumer: image("2") } };
    const file = join(tree.root, "environments/images.json");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...images }));
  }
  const told = () => readFileSync(calls, "utf8").trim().split("\n");
  function run(args: string[], variables: Record<string, string> = {}) {
    const { GITHUB_RUN_ID: _, CI_JOB_URL: __, ...others } = process.env;
    return spawnSync(process.execPath, ["delivery/run.mjs", "delivery/sign.ts", ...args], {
      cwd: tree.root,
      encoding: "utf8",
      env: { ...others, PATH: `${tools}${delimiter}${process.env.PATH}`, CALLS: calls, ...variables },
    });
  }

  it("signs the digests that were pushed, and attests what is in them and who built them", () => {
    const { status, stdout } = run(["doks-dev"], {
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "team/millrace",
      GITHUB_WORKFLOW_REF: "team/millrace/.github/workflows/deploy.yml@refs/heads/main",
      GITHUB_RUN_ID: "7",
    });

    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `signed  ${reference("producer")}\nsigned  ${reference("consumer")}\n`,
    });
    const [signed, bill, built, ...others] = told();
    expect(signed).toBe(`sign --yes ${reference("producer")}`);
    expect(bill).toBe(
      `attest --yes --type cyclonedx --predicate dist/producer.sbom.json ${reference("producer")}`,
    );
    expect(built).toMatch(/^attest --yes --type slsaprovenance1 --predicate \S+producer\.json registry/);
    expect(others).toHaveLength(3);
    expect(JSON.parse(readFileSync(`${calls}.provenance`, "utf8"))).toMatchObject({
      buildDefinition: {
        externalParameters: { program: "consumer" },
        resolvedDependencies: [
          { uri: "git+https://git.example/team/millrace", digest: { gitCommit: revision } },
          { uri: expect.stringMatching(/^docker:\/\/gcr\.io\/distroless\//) },
        ],
      },
      runDetails: {
        builder: { id: "https://github.com/team/millrace/.github/workflows/deploy.yml@refs/heads/main" },
        metadata: { invocationId: "https://github.com/team/millrace/actions/runs/7" },
      },
    });
  });

  it("stops when cosign refuses, and says nothing is signed", () => {
    const { status, stdout, stderr } = run(["doks-dev"], { FAILS: "attest" });

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(
      `sign: cosign attest must end with 0, got 3 for ${reference("producer")}. Its output is above.\n`,
    );
  });

  it("verifies the signature and both attestations of both images", () => {
    const by = ["--identity", "^https://github", "--issuer", "https://issuer.example"];

    const { status } = run(["doks-dev", "--verify", ...by]);

    expect(status).toBe(0);
    const options =
      "--certificate-identity-regexp ^https://github --certificate-oidc-issuer https://issuer.example";
    expect(told().slice(0, 3)).toEqual([
      `verify ${options} ${reference("producer")}`,
      `verify-attestation --type cyclonedx ${options} ${reference("producer")}`,
      `verify-attestation --type slsaprovenance1 ${options} ${reference("producer")}`,
    ]);
    expect(told()).toHaveLength(6);
  });

  it("does not vouch for images of another commit", () => {
    nameImages("0.1.0-000000000000");

    const { status, stderr } = run(["doks-dev"]);

    expect(status).toBe(1);
    expect(stderr).toContain("doks-dev.producer.version must be 0.1.0-");
    expect(() => told()).toThrow("ENOENT");
  });
});
