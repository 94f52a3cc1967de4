import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

export interface KubernetesProps {
  /** Such as `https://127.0.0.1:6443`. */
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string | Buffer;
  /** Who is asking: a client certificate, PEM, or a token that is good for this one request. */
  readonly credential:
    | { readonly cert: string | Buffer; readonly key: string | Buffer }
    | (() => Promise<string>);
}

/** Any object of the API, as far as this command looks into it. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

export interface Deployment extends KubernetesObject {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

export interface PodSpec {
  readonly initContainers?: readonly {
    readonly args?: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly containers: readonly {
    readonly image: string;
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes?: readonly {
    readonly name: string;
    readonly secret?: {
      readonly secretName: string;
      readonly items?: readonly { readonly key: string; readonly path: string }[];
    };
    readonly projected?: {
      readonly sources: readonly {
        readonly secret?: {
          readonly name: string;
          readonly items?: readonly { readonly key: string; readonly path: string }[];
        };
      }[];
    };
  }[];
}

/** The few calls that this command makes of an API server. */
export class Kubernetes {
  private readonly props: KubernetesProps;

  constructor(props: KubernetesProps) {
    this.props = props;
  }

  /** Undefined when there is none, or no such kind. */
  async find<T extends KubernetesObject>(path: string): Promise<T | undefined> {
    const { status, body } = await this.call("GET", path);
    return status === 404 ? undefined : (accepted("GET", path, status, body) as T);
  }

  /** Empty when there is no such kind. */
  async list<T extends KubernetesObject>(path: string): Promise<readonly T[]> {
    const found = (await this.find(path)) as { readonly items: readonly T[] } | undefined;
    return found?.items ?? [];
  }

  deployments(namespace: string): Promise<readonly Deployment[]> {
    return this.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
  }

  /** Makes the object what the patch says, by JSON merge patch. */
  async patch(path: string, patch: object): Promise<void> {
    const { status, body } = await this.call("PATCH", path, patch, "application/merge-patch+json");
    accepted("PATCH", path, status, body);
  }

  /** Makes the object, or takes its fields over; `path` is the object's own. */
  async apply(path: string, object: object): Promise<void> {
    const type = "application/apply-patch+yaml";
    const target = `${path}?fieldManager=millrace-e2e&force=true`;
    const { status, body } = await this.call("PATCH", target, object, type);
    accepted("PATCH", path, status, body);
  }

  /** The decoded content of a secret; undefined when there is none. */
  async secret(namespace: string, name: string): Promise<Readonly<Record<string, string>> | undefined> {
    const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
    const secret = await this.find<KubernetesObject & { readonly data?: Record<string, string> }>(path);
    return (
      secret &&
      Object.fromEntries(
        Object.entries(secret.data ?? {}).map(([key, value]) => [
          key,
          Buffer.from(value, "base64").toString(),
        ]),
      )
    );
  }

  /** Resolves when the object is gone, at once when there was none; rejects after 30 s. */
  async remove(path: string): Promise<void> {
    const deadline = Date.now() + 30_000;
    while ((await this.call("DELETE", path)).status !== 404) {
      if (Date.now() > deadline) throw new Error(`${path}: must be gone after 30 s, got one.`);
      await sleep(200);
    }
  }

  private async call(
    method: string,
    path: string,
    content?: object,
    type = "application/json",
  ): Promise<{ status: number; body: string }> {
    const { endpoint, ca, credential } = this.props;
    const headers = {
      ...(typeof credential === "function" && { authorization: `Bearer ${await credential()}` }),
      ...(content && { "content-type": type }),
    };
    const client = typeof credential === "function" ? {} : credential;
    return new Promise((resolve, reject) => {
      const options = { method, ca, headers, timeout: 5000, ...client };
      const outgoing = request(`${endpoint.replace(/\/$/, "")}${path}`, options, (answer) => {
        let body = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => {
          body += chunk;
        });
        answer.on("error", reject);
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
      });
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer from ${endpoint} in 5 s`)));
      outgoing.on("error", reject).end(content && JSON.stringify(content));
    });
  }
}

function accepted(method: string, path: string, status: number, body: string): unknown {
  if (status < 300) return JSON.parse(body);
  throw new Error(`Kubernetes: ${method} ${path} answered ${status} ${body}`);
}
