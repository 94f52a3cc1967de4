import type { ClusterToken } from "./cluster-token.ts";
import { digitalOceanUrl } from "./digitalocean-url.ts";
import { type Answer, fieldsOf, send } from "./http.ts";
import type { Variables } from "./identity.ts";

/** Seconds that a token lives. Terraform asks anew for every provider, and kubectl when this is over. */
const tokenLifetime = 600;

/** Clients renew a token so long before its end. */
const marginMs = 60_000;

const attempts = 3;

/** The longest that DigitalOcean is waited for between two attempts; told to wait longer, this program gives up and says so. */
const longestPauseMs = 5_000;

/**
 * A token for a cluster of DigitalOcean, which makes one for whoever has an API
 * token with the scope `kubernetes:access_cluster`.
 *
 * https://docs.digitalocean.com/reference/api/digitalocean/#operation/kubernetes_get_credentials
 *
 * @throws Error of one line that says what is missing or wrong
 */
export async function doksToken(
  [clusterId = ""]: readonly string[],
  variables: Variables,
): Promise<ClusterToken> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(clusterId)) {
    throw new Error(`cluster must be the UUID of a cluster, got ${clusterId}. Correct the exec command.`);
  }
  // The names and the order of DigitalOcean's own plugin.
  const apiToken = variables.DIGITALOCEAN_TOKEN || variables.DIGITALOCEAN_ACCESS_TOKEN;
  if (!apiToken) {
    throw new Error(
      "DIGITALOCEAN_TOKEN must be set, got none. Make a token under API in DigitalOcean's control panel.",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(apiToken)) {
    throw new Error("DIGITALOCEAN_TOKEN must be one word, got blanks or control characters. Copy it again.");
  }
  const url = `${digitalOceanUrl(variables)}/v2/kubernetes/clusters/${clusterId}/credentials?expiry_seconds=${tokenLifetime}`;
  const answer = await patiently(url, { authorization: `Bearer ${apiToken}` });
  const remedy = remedies[answer.status] ?? "Try again; https://status.digitalocean.com says more.";
  if (answer.status !== 200) {
    const what = `${answer.status} ${messageOf(answer.body)}`.trim();
    throw new Error(`${url}: must answer 200, got ${what}. ${retry(answer) ?? remedy}`);
  }
  const { token, expires_at: expires } = fieldsOf(answer.body, url, remedy);
  const expiresAt = Date.parse(String(expires));
  if (typeof token !== "string" || token === "" || Number.isNaN(expiresAt)) {
    throw new Error(`${url}: must answer with token and expires_at, got another answer. ${remedy}`);
  }
  return { token, expiresAt: expiresAt - marginMs };
}

const remedies: Readonly<Record<number, string>> = {
  401: "DIGITALOCEAN_TOKEN is wrong or has expired: make another.",
  403: "Give DIGITALOCEAN_TOKEN the scope kubernetes:access_cluster.",
  404: "The cluster is gone, or it is of another account than DIGITALOCEAN_TOKEN: deploy it, or use that account's.",
};

function retry({ status, retryAfterSeconds }: Answer): string | undefined {
  if (status !== 429) return undefined;
  const wait = retryAfterSeconds === undefined ? "an hour" : `${retryAfterSeconds} s`;
  return `The account has made all requests that it may: try again in ${wait}.`;
}

/** Tries again what is busy or out of order, when DigitalOcean says or after a pause that doubles. */
async function patiently(url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(url, { headers }).catch((error: NodeJS.ErrnoException) => error);
    const failed = answer instanceof Error;
    const told = failed ? undefined : answer.retryAfterSeconds;
    const pauseMs = told === undefined ? 200 * 2 ** (attempt - 1) : told * 1000;
    const mayPass = failed || answer.status === 429 || answer.status >= 500;
    if (mayPass && attempt < attempts && pauseMs <= longestPauseMs) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    } else if (failed) {
      const what = answer.name === "AbortError" ? "nothing in time" : (answer.code ?? answer.message);
      throw new Error(
        `${url}: must answer, got ${what}. Look at the connection, or at DIGITALOCEAN_API_URL.`,
      );
    } else return answer;
  }
}

/** Errors are JSON with `message`; what comes from a proxy is anything. */
function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown };
    return typeof message === "string" ? message : "";
  } catch {
    return body.slice(0, 200);
  }
}
