import { setTimeout as sleep } from "node:timers/promises";

export interface RestApiProps {
  /** Without a slash at the end. */
  readonly url: string;
  /** With the token, which is in no message. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the message of every failure. */
  readonly remedy: string;
}

type Method = "GET" | "POST" | "PUT" | "PATCH";

/** Of a list, the most that either forge sends at once. */
const pageSize = 100;

const timeoutMs = 30_000;

/** How often a forge that is busy or out of order is asked; the pause doubles. */
const attempts = 4;
const firstPauseMs = 250;

/** The REST API of a forge: JSON in, JSON out. */
export class RestApi {
  private readonly props: RestApiProps;

  constructor(props: RestApiProps) {
    this.props = props;
  }

  /** All of a list, page by page. */
  async list<Item>(path: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let page = 1; ; page += 1) {
      const query = `${path.includes("?") ? "&" : "?"}per_page=${pageSize}&page=${page}`;
      const got = await this.send<readonly Item[]>("GET", `${path}${query}`);
      items.push(...got);
      if (got.length < pageSize) return items;
    }
  }

  /**
   * @param path below the API's URL, or a whole URL
   * @throws Error naming what was asked for and what came instead
   */
  async send<Answer = unknown>(method: Method, path: string, body?: object): Promise<Answer> {
    const url = path.startsWith("/") ? `${this.props.url}${path}` : path;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.once(method, url, body);
      if (answer.ok) return JSON.parse(answer.text) as Answer;
      // What was asked for with POST may have been done all the same, and would be done twice.
      const again = answer.status === 429 || (answer.status >= 500 && method !== "POST");
      if (!again || attempt === attempts) {
        const got = `${answer.status} ${answer.text.slice(0, 200)}`.trim();
        throw new Error(`${method} ${url}: must answer 2xx, got ${got}. ${this.props.remedy}`);
      }
      await sleep(firstPauseMs * 2 ** (attempt - 1));
    }
  }

  private async once(method: Method, url: string, body: object | undefined) {
    try {
      const response = await fetch(url, {
        method,
        headers: { "Content-Type": "application/json", ...this.props.headers },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { ok: response.ok, status: response.status, text: await response.text() };
    } catch (error) {
      const { name, message, cause } = error as Error & { readonly cause?: NodeJS.ErrnoException };
      const got = name === "TimeoutError" ? `nothing in ${timeoutMs / 1000} s` : (cause?.code ?? message);
      throw new Error(`${method} ${url}: must answer, got ${got}. ${this.props.remedy}`);
    }
  }
}
