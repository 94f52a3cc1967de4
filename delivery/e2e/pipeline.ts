import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ForgeStandIn, type StandInIssue } from "../../sandbox/forge/forge-stand-in.ts";
import type { Deployment } from "../deploy/deployment.ts";
import { runCommand, whatWentWrong } from "./command.ts";
import { expectNothingSecret } from "./nothing-secret.ts";
import { Repository } from "./repository.ts";
import { systemVariables } from "./system-variables.ts";
import type { Terraform } from "./terraform.ts";
import type { Workspace } from "./workspace.ts";

export interface PipelineProps {
  readonly workspace: Workspace;
  readonly terraform: Terraform;
  readonly signal: AbortSignal;
}

/** Number of the pull request. */
const pullRequest = 7;

/** The commands of a forge's pipeline, with what it gives them, in a repository of the workspace. */
export class Pipeline {
  readonly forge: ForgeStandIn;
  readonly repository: Repository;
  private readonly props: PipelineProps;
  private readonly planKey = randomBytes(32).toString("base64");
  private readonly printed: string[] = [];

  private constructor(props: PipelineProps, forge: ForgeStandIn, repository: Repository) {
    this.props = props;
    this.forge = forge;
    this.repository = repository;
  }

  static async start(props: PipelineProps): Promise<Pipeline> {
    const { workspace, signal } = props;
    await workspace.acceptSnapshots(signal);
    const repository = await Repository.of(workspace, signal);
    return new Pipeline(props, await ForgeStandIn.start("github"), repository);
  }

  /** `npm run <script>` by a job that has the credentials of the clouds. @throws Error when it does not end with 0 */
  run(script: string, args: readonly string[]): Promise<void> {
    return this.job(script, args, { ...this.props.terraform.variables, PLAN_KEY: this.planKey });
  }

  /** The comment on the branch that comes from `base`, by a job that has no credentials but the forge's. */
  async review(base: string, args: readonly string[]): Promise<string> {
    const event = join(this.props.workspace.folder, "event.json");
    const head = { repo: { full_name: this.forge.variables.GITHUB_REPOSITORY } };
    writeFileSync(
      event,
      JSON.stringify({ pull_request: { number: pullRequest, base: { sha: base }, head } }),
    );
    await this.job("review", [...args, "--post"], { ...systemVariables(), GITHUB_EVENT_PATH: event });
    return this.comment("review");
  }

  /** From now on the forge knows which pull request brought the commit. */
  async merge(branch: string): Promise<void> {
    this.forge.changes.set(await this.repository.merge(branch), [pullRequest]);
  }

  /** Plans, and applies what was planned. @returns what was applied */
  async deploy(environment: string): Promise<string> {
    await this.run("plan", [environment]);
    await this.run("apply", ["--comment"]);
    const file = join(this.props.workspace.folder, ".millrace", "plans", "deployment.json");
    const { stacks } = JSON.parse(readFileSync(file, "utf8")) as Deployment;
    const applied = stacks.filter(({ result }) => result === "applied");
    return applied.map(({ name, changes }) => `${name}: ${changes}`).join(", ");
  }

  /** The issue that is open after `npm run drift`, if any. */
  async drift(environment: string): Promise<StandInIssue | undefined> {
    await this.run("drift", [environment, "--issue"]);
    const [issue, ...others] = this.forge.issues.filter(({ open }) => open);
    if (others.length > 0) throw new Error(`issues: one must be open, got ${others.length + 1}.`);
    return issue;
  }

  /** The only one below the pull request with this marker. */
  comment(marker: string): string {
    const all = (this.forge.comments.get(pullRequest) ?? []).map(({ body }) => body);
    const [comment, ...others] = all.filter((body) => body.startsWith(`<!-- millrace:${marker} -->`));
    if (comment !== undefined && others.length === 0) return comment;
    throw new Error(`comments ${marker}: one must be there, got ${comment ? others.length + 1 : 0}.`);
  }

  /** In all that the commands printed, kept and wrote so far. */
  expectNothingSecret(): void {
    const { forge, planKey, printed, props } = this;
    const given = { ...props.terraform.variables, ...forge.variables };
    const planted = Object.entries(given).filter(
      ([name, value]) => /token$/i.test(name) && process.env[name] !== value,
    );
    const below = join(props.workspace.folder, ".millrace");
    const kept = readdirSync(below, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "latin1"));
    expectNothingSecret({
      secrets: { ...Object.fromEntries(planted), PLAN_KEY: planKey },
      texts: [...printed, ...kept],
      comments: [...[...forge.comments.values()].flat(), ...forge.issues].map(({ body }) => body),
    });
  }

  stop(): Promise<void> {
    return this.forge.stop();
  }

  private async job(script: string, args: readonly string[], variables: Record<string, string>) {
    const { workspace, signal } = this.props;
    const line = ["delivery/run.mjs", `delivery/${script}.ts`, ...args];
    const { code, output } = await runCommand(process.execPath, line, {
      cwd: workspace.folder,
      env: { ...variables, ...this.forge.variables },
      logFile: workspace.logFile("pipeline"),
      signal,
    });
    this.printed.push(output);
    if (code === 0) return;
    throw new Error(
      `${[script, ...args].join(" ")}: must end with 0, got ${code}:\n${whatWentWrong(output)}`,
    );
  }
}
