import { runCommand, whatWentWrong } from "./command.ts";
import { systemVariables } from "./system-variables.ts";
import type { Workspace } from "./workspace.ts";

/** Whoever runs this may sign commits, or have hooks. */
const identity = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "e2e",
  GIT_AUTHOR_EMAIL: "e2e@example.com",
  GIT_COMMITTER_NAME: "e2e",
  GIT_COMMITTER_EMAIL: "e2e@example.com",
};

/** The workspace as a git repository, of what changes from one commit to the next. */
export class Repository {
  private readonly workspace: Workspace;
  private readonly signal: AbortSignal;

  private constructor(workspace: Workspace, signal: AbortSignal) {
    this.workspace = workspace;
    this.signal = signal;
  }

  /** As it is now: the first commit of `main`. */
  static async of(workspace: Workspace, signal: AbortSignal): Promise<Repository> {
    const repository = new Repository(workspace, signal);
    await repository.git("init", "--quiet", "--initial-branch", "main");
    await repository.commit("as it is deployed");
    return repository;
  }

  /** @returns the commit */
  async commit(message: string): Promise<string> {
    await this.git("add", "environments", "__tests__");
    await this.git("commit", "--quiet", "--message", message);
    return this.head();
  }

  async branch(name: string): Promise<void> {
    await this.git("checkout", "--quiet", "-b", name);
  }

  /** @returns what `main` is then */
  async merge(branch: string): Promise<string> {
    await this.git("checkout", "--quiet", "main");
    await this.git("merge", "--quiet", "--ff-only", branch);
    return this.head();
  }

  async revert(commit: string): Promise<void> {
    await this.git("revert", "--no-edit", commit);
  }

  head(): Promise<string> {
    return this.git("rev-parse", "HEAD");
  }

  private async git(...args: readonly string[]): Promise<string> {
    const { code, stdout, output } = await runCommand("git", args, {
      cwd: this.workspace.folder,
      env: { ...systemVariables(), ...identity },
      logFile: this.workspace.logFile("git"),
      signal: this.signal,
    });
    if (code !== 0) throw new Error(`git ${args.join(" ")} failed:\n${whatWentWrong(output)}`);
    return stdout.trim();
  }
}
