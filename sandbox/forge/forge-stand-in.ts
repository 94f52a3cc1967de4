import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Text {
  readonly id: number;
  readonly author: string;
  body: string;
}

export interface StandInIssue extends Text {
  title: string;
  open: boolean;
  readonly isPullRequest: boolean;
  readonly comments: Text[];
}

const token = "a-token-of-the-job";
const self = "millrace-bot";

/** GitHub's or GitLab's REST API on this machine, as far as a pipeline writes there, with one repository. */
export class ForgeStandIn {
  /** Of pull or merge requests, by number. */
  readonly comments = new Map<number, Text[]>();
  readonly issues: StandInIssue[] = [];
  /** Numbers of the changes that brought a commit. */
  readonly changes = new Map<string, readonly number[]>();
  /** Each comes once, in place of the next answer to its method. */
  readonly failures: { readonly method: "GET" | "POST"; readonly status: number }[] = [];
  readonly kind: "github" | "gitlab";
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private ids = 0;

  private constructor(kind: "github" | "gitlab") {
    this.kind = kind;
  }

  static async start(kind: "github" | "gitlab"): Promise<ForgeStandIn> {
    const forge = new ForgeStandIn(kind);
    await new Promise<void>((resolve) => forge.server.listen(0, "127.0.0.1", resolve));
    return forge;
  }

  /** What the forge gives to a job. */
  get variables(): Record<string, string> {
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this.kind === "github"
      ? {
          GITHUB_API_URL: url,
          GITHUB_GRAPHQL_URL: `${url}/graphql`,
          GITHUB_REPOSITORY: "some/where",
          GITHUB_TOKEN: token,
        }
      : { CI_API_V4_URL: url, CI_PROJECT_ID: "7", GITLAB_TOKEN: token };
  }

  comment(change: number, author: string, body: string): Text {
    const text = { id: ++this.ids, author, body };
    this.comments.set(change, [...(this.comments.get(change) ?? []), text]);
    return text;
  }

  issue(author: string, body: string, isPullRequest = false): StandInIssue {
    const issue = {
      id: ++this.ids,
      author,
      body,
      title: "an issue",
      open: true,
      isPullRequest,
      comments: [],
    };
    this.issues.push(issue);
    return issue;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const given = JSON.parse(Buffer.concat(chunks).toString() || "{}");
    const { authorization, "private-token": privateToken } = request.headers;
    const sent = this.kind === "github" ? authorization === `Bearer ${token}` : privateToken === token;
    const next = this.failures[0]?.method === request.method ? this.failures.shift()?.status : undefined;
    const failure = sent ? next : 401;
    const found = failure === undefined ? this.found(`${request.method} ${request.url}`, given) : undefined;
    response.statusCode = failure ?? (found === undefined ? 404 : 200);
    response.end(JSON.stringify(found ?? { message: "no" }));
  }

  private found(call: string, given: Record<string, string>): unknown {
    const query = new URLSearchParams(call.split("?")[1]);
    const page = <Item>(items: readonly Item[]) => {
      const size = Number(query.get("per_page"));
      return items.slice((Number(query.get("page")) - 1) * size).slice(0, size);
    };
    const path = call.replace("/repos/some/where", "").replace("/projects/7", "").split("?")[0] ?? "";
    const [, first = ""] = /\/([0-9a-f]+)(?:\/|$)/.exec(path) ?? [];
    const number = Number(first);
    const github = this.kind === "github";
    const shape = github ? githubShape : gitlabShape;
    if (path === "GET /user") return { id: idOf(self) };
    if (path === "POST /graphql") return { data: { viewer: { login: self } } };
    if (path === "GET /issues") {
      const author = query.get("author_id");
      const listed = this.issues.filter(
        (issue) => issue.open && (author === null || author === String(idOf(issue.author))),
      );
      return page(listed.map(shape));
    }
    if (path === "POST /issues") {
      const opened = this.issue(self, given[github ? "body" : "description"] ?? "");
      opened.title = given.title ?? "";
      return shape(opened);
    }
    if (/^GET .*(pulls|merge_requests)$/.test(path)) {
      return page((this.changes.get(first) ?? []).map((one) => ({ number: one, iid: one })));
    }
    const issue = this.issues.find(({ id }) => id === number);
    if (/^(PATCH|PUT) \/issues\/\d+$/.test(path) && issue) {
      issue.body = given[github ? "body" : "description"] ?? issue.body;
      issue.title = given.title ?? issue.title;
      issue.open = issue.open && given.state !== "closed" && given.state_event !== "close";
      return shape(issue);
    }
    if (/^POST \/issues\/\d+\/(comments|notes)$/.test(path) && issue) {
      issue.comments.push({ id: ++this.ids, author: self, body: given.body ?? "" });
      return {};
    }
    const below = github
      ? /^(GET|POST) \/issues\/\d+\/comments$/
      : /^(GET|POST) \/merge_requests\/\d+\/notes$/;
    if (below.test(path)) {
      if (path.startsWith("POST")) return shape(this.comment(number, self, given.body ?? ""));
      return page((this.comments.get(number) ?? []).map(shape));
    }
    const one = github ? /^PATCH \/issues\/comments\/(\d+)$/ : /^PUT \/merge_requests\/\d+\/notes\/(\d+)$/;
    const id = Number(one.exec(path)?.[1]);
    const text = [...this.comments.values()].flat().find((comment) => comment.id === id);
    if (!text) return undefined;
    text.body = given.body ?? text.body;
    return shape(text);
  }
}

/** A number for a name. */
function idOf(name: string): number {
  return [...name].reduce((sum, character) => sum * 7 + (character.codePointAt(0) ?? 0), 0) % 100_003;
}

function githubShape(text: Text | StandInIssue): object {
  const { id, author, body } = text;
  const pull = "isPullRequest" in text && text.isPullRequest ? { pull_request: {} } : {};
  return { id, number: id, body, user: { login: author }, ...pull };
}

function gitlabShape({ id, author, body }: Text): object {
  return { id, iid: id, body, description: body, author: { id: idOf(author) } };
}
