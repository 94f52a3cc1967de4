import { type Forge, isMarked, marked } from "./forge.ts";
import { RestApi } from "./rest-api.ts";

export interface GitLabProps {
  /** Such as `https://gitlab.com/api/v4`. */
  readonly url: string;
  readonly project: string;
  readonly token: string;
}

interface Note {
  readonly id: number;
  readonly body: string;
  readonly author: { readonly id: number };
}

interface Issue {
  readonly iid: number;
  readonly description: string | null;
}

/** https://docs.gitlab.com/api/rest/ */
export class GitLab implements Forge {
  private readonly api: RestApi;
  private readonly project: string;

  constructor({ url, project, token }: GitLabProps) {
    this.project = `/projects/${encodeURIComponent(project)}`;
    this.api = new RestApi({
      url,
      headers: { "PRIVATE-TOKEN": token },
      remedy:
        "GITLAB_TOKEN must be a project access token with the scope api and the role Reporter or higher.",
    });
  }

  async upsertComment(change: number, marker: string, body: string): Promise<void> {
    const path = `${this.project}/merge_requests/${change}/notes`;
    const notes = (await this.api.list<Note>(path)).filter((note) => isMarked(note.body, marker));
    const user = notes.length > 0 ? await this.user() : undefined;
    // Anybody may write a marker; what others wrote they can change later, so it is left alone.
    const mine = notes.find(({ author }) => author.id === user);
    const note = { body: marked(marker, body) };
    if (mine) await this.api.send("PUT", `${path}/${mine.id}`, note);
    else await this.api.send("POST", path, note);
  }

  async upsertIssue(marker: string, title: string, body: string): Promise<void> {
    const path = `${this.project}/issues`;
    const open = await this.openIssue(marker);
    const issue = { title, description: marked(marker, body) };
    if (open) await this.api.send("PUT", `${path}/${open.iid}`, issue);
    else await this.api.send("POST", path, issue);
  }

  async closeIssue(marker: string, body: string): Promise<void> {
    const open = await this.openIssue(marker);
    if (!open) return;
    const path = `${this.project}/issues/${open.iid}`;
    await this.api.send("POST", `${path}/notes`, { body });
    await this.api.send("PUT", path, { state_event: "close" });
  }

  async changesOf(commit: string): Promise<readonly number[]> {
    const path = `${this.project}/repository/commits/${commit}/merge_requests`;
    return (await this.api.list<{ readonly iid: number }>(path)).map(({ iid }) => iid);
  }

  private async openIssue(marker: string): Promise<Issue | undefined> {
    const path = `${this.project}/issues?state=opened&scope=all&author_id=${await this.user()}`;
    const issues = await this.api.list<Issue>(path);
    return issues.find(({ description }) => isMarked(description, marker));
  }

  private async user(): Promise<number> {
    return (await this.api.send<{ readonly id: number }>("GET", "/user")).id;
  }
}
