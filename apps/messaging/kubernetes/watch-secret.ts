import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";

/** How a pod reaches the API server, as its own service account. */
export interface ApiServer {
  readonly host: string;
  readonly port: number;
  /** Has the `ca.crt` and `token`; Kubernetes renews both, so both are read for each watch. */
  readonly serviceAccountFolder: string;
}

export interface Watch {
  readonly namespace: string;
  readonly name: string;
  /** Events after this version. @default from now on, beginning with the Secret as it is, if it is there */
  readonly after?: string;
  /** After which the server ends the watch. */
  readonly seconds: number;
  /** For the server to begin its answer, and beyond `seconds` to end it. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes */
export interface SecretEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly version: string;
  /** Base64, by key. */
  readonly data: Readonly<Record<string, string>>;
}

/** The API server says no. Status 410: what comes after that version is not known any more. */
export class RefusedError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(`the API server answers ${status}: ${message}`);
    this.status = status;
  }
}

/** Events of one Secret, until the server ends them. Throws when it refuses, cannot be reached or goes silent. */
export async function* watchSecret(api: ApiServer, watch: Watch): AsyncGenerator<SecretEvent> {
  const silence = new AbortController();
  const giveUp = (why: string) => silence.abort(new Error(`the API server ${why}`));
  let timer = setTimeout(() => giveUp("does not answer"), watch.patienceMs);
  try {
    const answer = await open(api, watch, AbortSignal.any([watch.signal, silence.signal]));
    if (answer.statusCode !== 200) throw await refusalOf(answer);
    clearTimeout(timer);
    timer = setTimeout(() => giveUp("went silent"), watch.seconds * 1000 + watch.patienceMs);
    for await (const line of lines(answer)) yield eventOf(line);
  } catch (error) {
    throw silence.signal.aborted ? silence.signal.reason : error;
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

async function open(
  { host, port, serviceAccountFolder }: ApiServer,
  { namespace, name, after, seconds }: Watch,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const [ca, token] = await Promise.all(
    ["ca.crt", "token"].map((file) => readFile(join(serviceAccountFolder, file), "utf8")),
  );
  const query = new URLSearchParams({
    watch: "true",
    // Rights to a single Secret are rights to ask for it so.
    fieldSelector: `metadata.name=${name}`,
    allowWatchBookmarks: "true",
    timeoutSeconds: String(seconds),
    ...(after === undefined ? {} : { resourceVersion: after }),
  });
  const outgoing = request({
    host,
    port,
    path: `/api/v1/namespaces/${namespace}/secrets?${query}`,
    ca,
    headers: { authorization: `Bearer ${token?.trim()}`, accept: "application/json" },
    // A connection of its own, so that each is made with the authority's certificate of today.
    agent: false,
    signal,
  });
  outgoing.end();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  // What comes later is told by the answer.
  outgoing.on("error", () => {});
  return answer;
}

async function* lines(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of answer.setEncoding("utf8")) {
    const [first = "", ...more] = String(chunk).split("\n");
    rest += first;
    for (const begun of more) {
      if (rest !== "") yield rest;
      rest = begun;
    }
  }
  if (rest !== "") yield rest;
}

interface ApiObject {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly code?: number;
  readonly message?: string;
}

function eventOf(line: string): SecretEvent {
  const { type, object } = parsed(line) as { type: SecretEvent["type"] | "ERROR"; object: ApiObject };
  if (type === "ERROR") throw new RefusedError(object.code ?? 500, object.message ?? "");
  return { type, version: object.metadata?.resourceVersion ?? "", data: object.data ?? {} };
}

async function refusalOf(answer: IncomingMessage): Promise<RefusedError> {
  let text = "";
  for await (const line of lines(answer)) text += line;
  const { message = "" } = answer.headers["content-type"]?.includes("json")
    ? (parsed(text) as ApiObject)
    : {};
  return new RefusedError(answer.statusCode ?? 0, message);
}

/** Node's own error shows the text, which may be of a Secret. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the API server sent something that is no JSON");
  }
}
