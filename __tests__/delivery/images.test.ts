import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Checkout, checkout } from "../support/checkout.ts";

// A Docker engine is not at hand in a test: this stands in for its command line and reports what it was told.
const fakeDocker = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
const { REPOSITORIES, TAG, VERSION, REVISION } = process.env;
fs.writeFileSync(process.env.FAKE_DOCKER_CALL, JSON.stringify({ args: args.slice(0, 3), REPOSITORIES, TAG, VERSION, REVISION }));
if (process.env.FAKE_DOCKER_EXIT) process.exit(Number(process.env.FAKE_DOCKER_EXIT));
const image = (digit) => ({ "containerimage.digest": "sha256:" + digit.repeat(64) });
fs.writeFileSync(args[args.indexOf("--metadata-file") + 1], JSON.stringify({ producer: image("1"), consumer: image("2") }));
`;

const onPosix = process.platform === "win32" ? describe.skip : describe;

onPosix("npm run images -- push", () => {
  let tree: Checkout;
  let tools: string;
  let call: string;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: tree.root,
      encoding: "utf8",
    }).trim();

  beforeAll(() => {
    tree = checkout("project");
    tools = join(dirname(tree.root), "tools");
    call = join(dirname(tree.root), "call.json");
    mkdirSync(tools);
    writeFileSync(join(tools, "docker"), fakeDocker, { mode: 0o755 });
    git("init", "-q");
    // A linked node_modules is a file to git, which `node_modules/` does not ignore.
    writeFileSync(join(tree.root, ".git/info/exclude"), "node_modules\n");
    git("add", "-A");
    git("commit", "-qm", "all");
  });
  beforeEach(() => {
    git("reset", "-q", "--hard");
    git("clean", "-fdq");
    rmSync(call, { force: true });
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

  it("pushes both bundles under the commit and writes their digests where a review sees them", () => {
    const { status, stdout } = run(["push", "oke-dev", ...registry]);

    expect(status).toBe(0);
    expect(stdout).toBe("environments/images.json now names the pushed images. Commit it, then deploy.\n");
    expect(digests()).toEqual({
      producer: { digest: `sha256:${"1".repeat(64)}` },
      consumer: { digest: `sha256:${"2".repeat(64)}` },
    });
    const revision = git("rev-parse", "HEAD");
    expect(JSON.parse(readFileSync(call, "utf8"))).toEqual({
      args: ["buildx", "bake", "--push"],
      REPOSITORIES: expect.stringMatching(/^registry\.example\/tenant\/[a-z-]+$/),
      TAG: `0.1.0-${revision.slice(0, 12)}`,
      VERSION: "0.1.0",
      REVISION: revision,
    });
    expect(readFileSync(join(tree.root, "dist/producer.mjs"), "utf8")).toContain(revision);
  });

  it.each([
    ["doks-dev", "registry.digitalocean.com/millrace-do", "images.digitalocean.json"],
    ["local", "localhost:5001/millrace", "images.existing.json"],
  ])("knows the registry of %s, whose digests are its own", (environment, repositories, file) => {
    const { status, stdout } = run(["push", environment]);

    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `environments/${file} now names the pushed images. Commit it, then deploy.\n`,
    });
    expect(JSON.parse(readFileSync(call, "utf8")).REPOSITORIES).toBe(repositories);
    expect(digests().producer.digest).toBe(`sha256:${"0".repeat(64)}`);
  });

  it("pushes nothing from a tree that differs from its commit", () => {
    writeFileSync(join(tree.root, "README.md"), "changed\n");

    const { status, stderr } = run(["push", "oke-dev", ...registry]);

    expect(status).toBe(1);
    expect(stderr).toMatch(/^images: tree must be as committed, got\n.*README\.md\nCommit or discard, /);
    expect(() => readFileSync(call)).toThrow("ENOENT");
  });

  it("leaves the digests alone when docker fails", () => {
    const before = digests();

    const { status, stderr } = run(["push", "oke-dev", ...registry], { FAKE_DOCKER_EXIT: "7" });

    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "images: docker must push both images, got exit code 7. Its output is above.\n",
    });
    expect(digests()).toEqual(before);
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
        "Usage: npm run images -- push <environment> [--registry <host>/<namespace>]\n",
    );
  });
});
