import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Checkout, checkout } from "../support/checkout.ts";
import { dockerStandIn } from "../support/docker-stand-in.ts";
import { commitAll, git as gitIn } from "../support/repository.ts";

const usage =
  "Usage: npm run images -- build|push <environment>, or promote <from> <to> [--registry <host>/<namespace>]";
const zeros = `sha256:${"0".repeat(64)}`;

const onPosix = process.platform === "win32" ? describe.skip : describe;

onPosix("npm run images", () => {
  let tree: Checkout;
  let tools: string;
  let call: string;
  const git = (...args: string[]) => gitIn(tree.root, ...args);

  beforeAll(() => {
    tree = checkout("project");
    tools = join(dirname(tree.root), "tools");
    call = join(dirname(tree.root), "call.json");
    mkdirSync(tools);
    writeFileSync(join(tools, "docker"), dockerStandIn, { mode: 0o755 });
    commitAll(tree.root);
    git("remote", "add", "origin", "https://user:planted-token@git.example/team/millrace.git");
  });
  beforeEach(() => {
    git("reset", "-q", "--hard");
    git("clean", "-fdq");
    rmSync(call, { force: true });
    rmSync(`${call}.asked`, { force: true });
  });
  afterAll(() => tree.remove());

  const digests = () => JSON.parse(readFileSync(join(tree.root, "environments/images.json"), "utf8"));
  function run(args: string[], variables: Record<string, string> = {}) {
    return spawnSync(process.execPath, ["delivery/run.mjs", "delivery/images.ts", ...args], {
      cwd: tree.root,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: `${tools}${delimiter}${process.env.PATH}`,
        FAKE_DOCKER_CALL: call,
        ...variables,
      },
    });
  }
  const registry = ["--registry", "registry.example/tenant/"];

  const told = () => JSON.parse(readFileSync(call, "utf8"));
  const asked = () => readFileSync(`${call}.asked`, "utf8").trim().split("\n");
  const image = (digit: string) => ({
    version: `0.1.0-${git("rev-parse", "HEAD").slice(0, 12)}`,
    digest: `sha256:${digit.repeat(64)}`,
  });
  const both = () => ({ producer: image("1"), consumer: image("2") });

  it("pushes both bundles under the commit and writes their digests where a review sees them", () => {
    const before = digests();

    const { status, stdout } = run(["push", "oke-dev", ...registry]);

    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "environments/images.json now names the pushed images for oke-dev. Commit it, then deploy.\n",
    });
    expect(digests()).toEqual({ ...before, "oke-dev": both() });
    const revision = git("rev-parse", "HEAD");
    expect(told()).toEqual({
      args: [
        ...["buildx", "bake", "--metadata-file", "--provenance=false"],
        ...["--set", "producer.output=type=registry,rewrite-timestamp=true"],
        ...["--set", "consumer.output=type=registry,rewrite-timestamp=true"],
      ],
      variables: {
        REPOSITORIES: expect.stringMatching(/^registry\.example\/tenant\/[a-z-]+$/),
        TAG: image("1").version,
        VERSION: "0.1.0",
        REVISION: revision,
        SOURCE: "https://git.example/team/millrace",
        SOURCE_DATE_EPOCH: git("log", "-1", "--format=%ct"),
      },
    });
    expect(readFileSync(join(tree.root, "dist/producer.mjs"), "utf8")).toContain(revision);
  });

  it("builds archives of both images without a registry and without naming them anywhere", () => {
    const { status, stdout } = run(["build", "oke-dev"]);

    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `dist/producer.oci.tar  ${image("1").digest}\ndist/consumer.oci.tar  ${image("2").digest}\n`,
    });
    expect(told().args.slice(-1)).toEqual([
      "consumer.output=type=oci,dest=dist/consumer.oci.tar,rewrite-timestamp=true",
    ]);
    expect(git("status", "--porcelain")).toBe("");
  });

  it("builds with the BuildKit that a job has in place of an engine", () => {
    const BUILDKIT_HOST = "tcp://buildkit:1234";

    expect(run(["build", "doks-dev"], { BUILDKIT_HOST }).status).toBe(0);

    expect(asked()).toEqual([`buildx create --name millrace-d035f593 --driver remote ${BUILDKIT_HOST}`]);
    expect(told().variables.BUILDX_BUILDER).toBe("millrace-d035f593");
  });

  it("pushes nothing from a tree that differs from its commit", () => {
    writeFileSync(join(tree.root, "README.md"), "changed\n");

    const { status, stderr } = run(["push", "oke-dev", ...registry]);

    expect(status).toBe(1);
    expect(stderr).toMatch(/^images: tree must be as committed, got\n.*README\.md\nCommit or discard, /);
    expect(() => readFileSync(call)).toThrow("ENOENT");
  });

  it.each([
    [{ FAKE_DOCKER_EXIT: "7" }, "docker must push both images, got exit code 7. Its output is above."],
    [{ FAKE_DIGEST: "0.1.0" }, "docker must report the digest of producer, got 0.1.0. Update buildx."],
    [
      { FAKE_ARCHITECTURES: "amd64" },
      `registry.digitalocean.com/millrace-do/producer@sha256:${"1".repeat(64)} must be for linux/amd64 and linux/arm64, ` +
        "got none for linux/arm64. Build it with docker-bake.hcl on a builder that can make both.",
    ],
    [
      { FAKE_MANIFEST: '{"layers":[]}' },
      `registry.digitalocean.com/millrace-do/producer@sha256:${"1".repeat(64)} must be for linux/amd64 and linux/arm64, ` +
        "got an image for one platform only. Build it with docker-bake.hcl on a builder that can make both.",
    ],
  ])("leaves the digests alone when %j", (variables, message) => {
    const { status, stderr } = run(["push", "doks-dev"], variables);

    expect({ status, stderr }).toEqual({ status: 1, stderr: `images: ${message}\n` });
    expect(git("status", "--porcelain")).toBe("");
  });

  describe("promote", () => {
    beforeEach(() => {
      const images = { ...digests(), "doks-dev": both() };
      writeFileSync(join(tree.root, "environments/images.json"), `${JSON.stringify(images, null, 2)}\n`);
    });

    it("names the images of one environment for another, and nothing else changes", () => {
      const before = digests();

      const { status, stdout } = run(["promote", "doks-dev", "doks-prod"]);

      expect({ status, stdout }).toEqual({
        status: 0,
        stdout:
          `producer  none -> ${image("1").version}\nconsumer  none -> ${image("2").version}\n` +
          "environments/images.json now names the images of doks-dev for doks-prod. Commit it, then deploy.\n",
      });
      expect(digests()).toEqual({ ...before, "doks-prod": both() });
      expect(asked()).toEqual([
        `buildx imagetools inspect --raw registry.digitalocean.com/millrace-do/producer@${image("1").digest}`,
        `buildx imagetools inspect --raw registry.digitalocean.com/millrace-do/consumer@${image("2").digest}`,
      ]);
      expect(() => readFileSync(call)).toThrow("ENOENT");
      expect(run(["promote", "doks-dev", "doks-prod"]).stdout).toBe(
        "doks-prod names the images of doks-dev already.\n",
      );
    });

    it.each([
      [["oke-prod"], {}, "--registry was not given, and only Oracle's registry stack knows it"],
      [["doks-prod"], { FAKE_REGISTRY_SAYS: "401 Unauthorized" }, "ERROR: 401 Unauthorized"],
    ])("says what it could not check: %j", (to, variables, reason) => {
      const { status, stdout } = run(["promote", "doks-dev", ...to], variables);

      expect(status).toBe(0);
      expect(stdout).toContain(`Not checked that the registry of ${to} has them: ${reason}.\n`);
      expect(digests()[String(to)]).toEqual(both());
    });

    it.each([
      [
        ["oke-dev", "oke-prod"],
        {},
        `environments/images.json: oke-dev.producer.digest must be that of a pushed image, got ${zeros}. ` +
          "Push first: npm run images -- push oke-dev.",
      ],
      [["doks-dev", "doks-dev"], {}, `promote must name two environments, got doks-dev twice. ${usage}`],
      [
        ["doks-dev", "doks-prod"],
        { FAKE_REGISTRY_SAYS: "docker.io/x: not found" },
        `registry.digitalocean.com/millrace-do/producer@sha256:${"1".repeat(64)} must be in the registry, ` +
          "got ERROR: docker.io/x: not found. Push it there, or copy it with its digest: " +
          "docker buildx imagetools create --tag registry.digitalocean.com/millrace-do/producer:",
      ],
    ])("refuses %j, %j", (names, variables, message) => {
      const before = digests();

      const { status, stderr } = run(["promote", ...names], variables);

      expect(status).toBe(1);
      expect(stderr).toContain(`images: ${message}`);
      expect(digests()).toEqual(before);
    });
  });

  it("lists the known environments when the name is unknown", () => {
    const { status, stderr } = run(["push", "oke-staging", ...registry]);

    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^images: environment must be one of oke-dev.*, got oke-staging\. Usage: npm run images /,
    );
  });

  it("asks for what only Oracle's registry stack knows", () => {
    const { status, stderr } = run(["push", "oke-dev"]);

    expect(status).toBe(1);
    expect(stderr).toBe(
      "images: --registry must be given for oke-dev, got none. Use registry_address, an output of registry-millrace. " +
        `${usage}\n`,
    );
  });
});
