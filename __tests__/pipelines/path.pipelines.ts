import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { npmCommand } from "../../delivery/pipelines/npm-command.ts";
import { type DigitalOceanSandbox, startDigitalOceanSandbox } from "../../sandbox/digitalocean/server.ts";
import { ForgeStandIn } from "../../sandbox/forge/forge-stand-in.ts";
import { startIdentityDomain } from "../delivery/login/identity-domain.ts";
import { githubLines, gitlabLines, type LinesOf } from "../support/pipeline-lines.ts";
import { RehearsalProject } from "../support/rehearsal-project.ts";

/** Not here: the first would empty node_modules; the smoke test needs programs and has tests of its own. */
const leftOut = new Set(["ci", "kubeconfig", "smoke"]);

const planted = {
  OCI_TOKEN_EXCHANGE_CLIENT_SECRET: "planted-client-secret",
  STATE_SECRET_ACCESS_KEY: "planted-state-key",
  STATE_ACCESS_KEY_ID: "planted-state-id",
  REGISTRY_AUTH_TOKEN: "planted-registry-token",
};

/**
 * Every line that the jobs run, as the forge would run it: in a shell, with what the pipeline's file and the forge give
 * it and nothing of this machine's but PATH. Stand-ins: the forge's API, the identity domain, DigitalOcean's API; the
 * stacks are of what Terraform can make without a plugin. Real: git, npm, synth, Terraform, plans, states.
 */
describe.each(["github", "gitlab"] as const)("the path on %s", (kind) => {
  const project = new RehearsalProject();
  const home = mkdtempSync(join(tmpdir(), "millrace-pipeline-home-"));
  let forge: ForgeStandIn;
  let domain: Awaited<ReturnType<typeof startIdentityDomain>>;
  let cloud: DigitalOceanSandbox;
  let secrets: Record<string, string>;
  let linesOf: LinesOf;
  let said = "";
  beforeAll(async () => {
    forge = await ForgeStandIn.start(kind);
    domain = await startIdentityDomain();
    cloud = await startDigitalOceanSandbox({ port: 0 });
    secrets = {
      ...planted,
      PLAN_KEY: randomBytes(32).toString("base64"),
      DIGITALOCEAN_TOKEN: cloud.token,
    };
    const vars = {
      OCI_TOKEN_EXCHANGE_DOMAIN_URL: domain.url,
      OCI_TOKEN_EXCHANGE_CLIENT_ID: "client",
      TENANCY_OCID: "ocid1.tenancy.oc1..pipelines",
      COMPARTMENT_OCID: "ocid1.compartment.oc1..pipelines",
      REGISTRY_USERNAME: "robot",
    };
    const matrix = { environment: "doks-dev" };
    linesOf =
      kind === "github"
        ? githubLines({
            vars: { ...vars, ENVIRONMENTS: '["doks-dev"]' },
            secrets: { ...secrets, GITHUB_TOKEN: forge.variables.GITHUB_TOKEN ?? "" },
            matrix,
          })
        : gitlabLines(
            {
              ...vars,
              TF_VAR_tenancy_ocid: vars.TENANCY_OCID,
              AWS_ACCESS_KEY_ID: planted.STATE_ACCESS_KEY_ID,
              AWS_SECRET_ACCESS_KEY: planted.STATE_SECRET_ACCESS_KEY,
              TF_VAR_registry_auth_token: planted.REGISTRY_AUTH_TOKEN,
              ENVIRONMENTS: "doks-dev",
              ...secrets,
            },
            { ENVIRONMENT: "doks-dev" },
          );
  });
  afterAll(async () => {
    await Promise.all([forge.stop(), domain.close(), cloud.close()]);
    project.remove();
    rmSync(home, { recursive: true, force: true });
  });

  /** What the forge gives to every job by itself; the token only where the file says so. */
  const given = () => {
    const { GITHUB_TOKEN: _, ...own } = forge.variables;
    return { ...own, ...(kind === "github" ? domain.github : domain.gitlab) };
  };

  async function run(job: string): Promise<{ readonly status: number; readonly output: string }> {
    let output = "";
    for (const { line, environment } of linesOf(job)) {
      if (leftOut.has(npmCommand(line)?.script ?? "")) continue;
      const env = {
        PATH: process.env.PATH,
        HOME: home,
        DIGITALOCEAN_API_URL: cloud.url,
        ...given(),
        ...environment,
      };
      const child = spawn("sh", ["-c", `${line} 2>&1`], { cwd: project.root, env });
      const closed = once(child, "close");
      output += await text(child.stdout);
      const [status] = await closed;
      said += output;
      if (status !== 0) return { status, output };
    }
    return { status: 0, output };
  }

  const [plan, apply, drift, support] =
    kind === "github"
      ? (["deploy.plan", "deploy.apply", "drift.drift", "support.support"] as const)
      : (["plan", "apply", "drift", "support"] as const);

  const deploy = async () => {
    expect(await run(plan)).toMatchObject({ status: 0 });
    expect(await run(apply)).toMatchObject({ status: 0 });
  };

  it("plans what was merged, and applies exactly that with a comment below the change", async () => {
    forge.changes.set(project.merge("small"), [12]);

    await deploy();

    expect([project.thing("doks-dev-cluster"), project.thing("doks-dev-apps")]).toEqual(["small", "small"]);
    expect(forge.comments.get(12)).toEqual([
      expect.objectContaining({ body: expect.stringContaining("doks-dev-apps") }),
    ]);
  });

  it("finds nothing in the night after", async () => {
    expect(await run(drift)).toMatchObject({ status: 0 });
    expect(forge.issues).toEqual([]);
  });

  it("opens an issue when somebody removed a thing, and closes it when a deploy has brought it back", async () => {
    project.loseOther();

    expect(await run(drift)).toMatchObject({ status: 0 });
    expect(forge.issues).toMatchObject([{ open: true, body: expect.stringContaining("doks-dev-apps") }]);

    await deploy();
    expect(await run(drift)).toMatchObject({ status: 0 });
    expect(forge.issues).toMatchObject([{ open: false }]);
  });

  it("refuses an approved plan when another commit has come since, and changes nothing", async () => {
    project.merge("medium");
    expect(await run(plan)).toMatchObject({ status: 0 });
    project.merge("large");

    expect(await run(apply)).toMatchObject({ status: 1, output: expect.stringContaining("commit") });

    expect(project.thing("doks-dev-apps")).toBe("small");
  });

  it("goes back by a revert", async () => {
    await deploy();
    expect(project.thing("doks-dev-apps")).toBe("large");

    project.revert();
    await deploy();

    expect(project.thing("doks-dev-apps")).toBe("medium");
  });

  it("asks once a week whether the clouds still offer what is used", async () => {
    expect(await run(support)).toMatchObject({
      status: 0,
      output: expect.stringContaining("0 not offered any more, 0 unknown"),
    });
  });

  it("tells nobody a secret: not in a log, not in what is kept, not at the forge", () => {
    const kept = readdirSync(join(project.root, ".millrace"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
    const everything = [
      said,
      ...kept,
      JSON.stringify([...forge.comments]),
      JSON.stringify(forge.issues),
    ].join();

    expect(kept.length).toBeGreaterThan(3);
    for (const secret of [...Object.values(secrets), "planted", "a-token-of-the-job"]) {
      expect(everything.includes(secret)).toBe(false);
    }
  });
});
