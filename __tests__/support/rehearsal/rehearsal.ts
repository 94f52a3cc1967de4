import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { doksDev } from "../../../environments/doks-dev.ts";
import { startDigitalOceanSandbox } from "../../../sandbox/digitalocean/server.ts";
import { ForgeStandIn } from "../../../sandbox/forge/forge-stand-in.ts";
import { startIdentityDomain } from "../../delivery/login/identity-domain.ts";
import { startClusterStandIn } from "./cluster-stand-in.ts";
import { githubJob, gitlabJob } from "./pipeline-job.ts";
import { RehearsalProject } from "./rehearsal-project.ts";
import { type Kind, leftOut, rehearsed } from "./rehearsed.ts";
import { githubSetup, gitlabSetup, planted } from "./setup.ts";
import { imageTools, registryStandIn } from "./tool-stand-ins.ts";

interface Done {
  readonly status: number;
  readonly output: string;
}

/**
 * Runs jobs of a pipeline as the forge would: each line in a shell, with what the
 * pipeline's file, the set-up of its environment and the forge give it, and
 * nothing of this machine's but PATH. Stand-ins: the forge's API, the identity
 * domain, DigitalOcean's API, an npm registry, docker, cosign, kubectl, helm; the
 * stacks are of what Terraform can make without a plugin. Real: git, npm, synth,
 * Terraform, plans, states, bundles, and the programs in place of their pods.
 */
export async function startRehearsal(kind: Kind) {
  const project = new RehearsalProject();
  const home = mkdtempSync(join(tmpdir(), "millrace-pipeline-home-"));
  const registry = registryStandIn().listen(0, "127.0.0.1");
  const [forge, domain, cloud, cluster] = await Promise.all([
    ForgeStandIn.start(kind),
    startIdentityDomain(),
    startDigitalOceanSandbox({ port: 0 }),
    startClusterStandIn(doksDev),
    once(registry, "listening"),
  ]);
  const { GITHUB_TOKEN, GITLAB_TOKEN, ...forgeVariables } = forge.variables;
  const secrets = { PLAN_KEY: randomBytes(32).toString("base64"), DIGITALOCEAN_TOKEN: cloud.token };
  const setUp = { domainUrl: domain.url, secrets, forgeToken: GITHUB_TOKEN ?? GITLAB_TOKEN ?? "" };
  let said = "";

  const identities: Readonly<Record<string, object>> = {
    ACTIONS_ID_TOKEN: domain.github,
    OCI_ID_TOKEN: domain.gitlab,
    SIGSTORE_ID_TOKEN: { SIGSTORE_ID_TOKEN: "planted-sigstore-token" },
  };
  const own =
    kind === "github"
      ? {
          GITHUB_SERVER_URL: "https://github.example",
          GITHUB_RUN_ID: "7",
          GITHUB_WORKFLOW_REF: "some/where/.github/workflows/one.yml@refs/heads/main",
          GITHUB_STEP_SUMMARY: join(home, "summary.md"),
        }
      : {
          CI_PROJECT_URL: "https://gitlab.example/some/where",
          CI_JOB_URL: "https://gitlab.example/-/jobs/7",
        };
  const machine = {
    PATH: [imageTools(join(home, "tools")), cluster.tools, process.env.PATH].join(delimiter),
    HOME: home,
    DIGITALOCEAN_API_URL: cloud.url,
    FAKE_DOCKER_CALL: join(home, "docker"),
    npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}`,
  };

  /** @param event what the forge tells of a change, and of nothing else */
  async function run(purpose: keyof (typeof rehearsed)[Kind], event: object = {}): Promise<Done> {
    const name = rehearsed[kind][purpose];
    const job =
      kind === "github"
        ? githubJob(name, { environment: "doks-dev" })
        : gitlabJob(name, { ENVIRONMENT: "doks-dev" });
    const setup = (kind === "github" ? githubSetup : gitlabSetup)(setUp, job.environment);
    const tokens = Object.assign({}, ...job.identities.map((identity) => identities[identity]));
    let output = "";
    for (const { line, environment } of job.lines(setup)) {
      if (leftOut.includes(line)) continue;
      const env = { ...machine, ...forgeVariables, ...own, ...event, ...tokens, ...environment };
      const child = spawn("sh", ["-c", `${line} 2>&1`], { cwd: project.root, env });
      const closed = once(child, "close");
      const printed = await text(child.stdout);
      const [status] = await closed;
      output += printed;
      said += printed;
      if (status !== 0) return { status, output };
    }
    return { status: 0, output };
  }

  /** What a job of a change is told. @param number that of the request */
  function change(number: number, base: string, fork = false): object {
    if (kind === "gitlab") {
      return {
        CI_MERGE_REQUEST_IID: String(number),
        CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
        CI_MERGE_REQUEST_PROJECT_ID: "7",
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID: fork ? "8" : "7",
      };
    }
    const file = join(home, "event.json");
    const repo = { full_name: fork ? "somebody/fork" : "some/where" };
    writeFileSync(file, JSON.stringify({ pull_request: { number, base: { sha: base }, head: { repo } } }));
    return { GITHUB_EVENT_PATH: file };
  }

  /** All that anybody can read afterwards: logs, what jobs keep, what is at the forge, what programs were told. */
  function readable(): readonly string[] {
    const filesIn = (folder: string) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
    const told = readdirSync(home)
      .filter((name) => /^(summary\.md|docker(\.asked|\.cosign)?)$/.test(name))
      .map((name) => readFileSync(join(home, name), "latin1"));
    const kept = [".millrace", "dist", "environments"].flatMap((folder) =>
      filesIn(join(project.root, folder)),
    );
    return [said, ...kept, ...told, JSON.stringify([...forge.comments]), JSON.stringify(forge.issues)];
  }

  return {
    project,
    forge,
    run,
    change,
    readable,
    secrets: [...Object.values(secrets), "planted", setUp.forgeToken, ...Object.values(planted)],
    told: (what: string) => readFileSync(join(home, what), "utf8"),
    stop: async () => {
      registry.close();
      await Promise.all([forge.stop(), domain.close(), cloud.close(), cluster.stop()]);
      project.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
