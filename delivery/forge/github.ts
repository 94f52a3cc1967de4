import { type Forge, isMarked, marked } from "./forge.ts";
import { RestApi } from "./rest-api.ts";

export interface GitHubProps {
  /** Such as `https://api.github.com`. */
  readonly url: string;
  readonly graphqlUrl: string;
  /** `<owner>/<name>`. */
  readonly repository: string;
  readonly token: string;
}

interface Written {
  readonly id: number;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
}

interface Issue extends Written {
  readonly number: number;
  /** GitHub lists pull requests among the issues. */
  readonly pull_request?: object;
}

/** https://docs.github.com/rest */
export class GitHub implements Forge {
  private readonly api: RestApi;
  private readonly graphqlUrl: string;
  private readonly repository: string;

  constructor({ url, graphqlUrl, repository, token }: GitHubProps) {
    this.graphqlUrl = graphqlUrl;
    this.repository = `/repos/${repository}`;
    this.api = new RestApi({
      url,
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
      },
      remedy:
        "GITHUB_TOKEN needs the job's permissions issues: write and pull-requests: write, and contents: read.",
    });
  }

  async upsertComment(change: number, marker: string, body: string): Promise<void> {
    const path = `${this.repository}/issues/${change}/comments`;
    const mine = await this.own(await this.api.list<Written>(path), marker);
    if (mine) {
      await this.api.send("PATCH", `${this.repository}/issues/comments/${mine.id}`, {
        body: marked(marker, body),
      });
    } else await this.api.send("POST", path, { body: marked(marker, body) });
  }

  async upsertIssue(marker: string, title: string, body: string): Promise<void> {
    const path = `${this.repository}/issues`;
    const open = await this.openIssue(marker);
    const issue = { title, body: marked(marker, body) };
    if (open) await this.api.send("PATCH", `${path}/${open.number}`, issue);
    else await this.api.send("POST", path, issue);
  }

  async closeIssue(marker: string, body: string): Promise<void> {
    const open = await this.openIssue(marker);
    if (!open) return;
    const path = `${this.repository}/issues/${open.number}`;
    await this.api.send("POST", `${path}/comments`, { body });
    await this.api.send("PATCH", path, { state: "closed", state_reason: "completed" });
  }

  async changesOf(commit: string): Promise<readonly number[]> {
    const path = `${this.repository}/commits/${commit}/pulls`;
    return (await this.api.list<{ readonly number: number }>(path)).map(({ number }) => number);
  }

  private async openIssue(marker: string): Promise<Issue | undefined> {
    const issues = await this.api.list<Issue>(`${this.repository}/issues?state=open`);
    return this.own(
      issues.filter((issue) => issue.pull_request === undefined),
      marker,
    );
  }

  /** Anybody may write a marker; what others wrote they can change later, so it is left alone. */
  private async own<Item extends Written>(items: readonly Item[], marker: string): Promise<Item | undefined> {
    const candidates = items.filter(({ body }) => isMarked(body, marker));
    if (candidates.length === 0) return undefined;
    // The REST API tells a job's token nothing about itself.
    const { data } = await this.api.send<{ readonly data: { readonly viewer: { readonly login: string } } }>(
      "POST",
      this.graphqlUrl,
      { query: "{ viewer { login } }" },
    );
    return candidates.find(({ user }) => user?.login === data.viewer.login);
  }
}
