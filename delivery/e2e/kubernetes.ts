import { request } from "node:https";

export interface KubernetesProps {
  /** Such as `https://127.0.0.1:6443`. */
  readonly endpoint: string;
  /** PEM. */
  readonly caCertificate: string;
  /** A credential that is good for this one request. */
  readonly token: () => Promise<string>;
}

export interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly image: string;
          readonly env: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

/** The few calls that this command makes of an API server, by the same door as Terraform's plugins. */
export class Kubernetes {
  private readonly props: KubernetesProps;

  constructor(props: KubernetesProps) {
    this.props = props;
  }

  async deployments(namespace: string): Promise<readonly Deployment[]> {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    return ((await this.call("GET", path)) as { readonly items: readonly Deployment[] }).items;
  }

  async labelNamespace(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    await this.call("PATCH", `/api/v1/namespaces/${name}`, { metadata: { labels } });
  }

  /** The decoded content of a secret. */
  async secret(namespace: string, name: string): Promise<Readonly<Record<string, string>>> {
    const { data } = (await this.call("GET", `/api/v1/namespaces/${namespace}/secrets/${name}`)) as {
      readonly data: Readonly<Record<string, string>>;
    };
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    );
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const { endpoint, caCertificate, token } = this.props;
    const headers = {
      authorization: `Bearer ${await token()}`,
      ...(body && { "content-type": "application/merge-patch+json" }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(`${endpoint}${path}`, { method, ca: caCertificate, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        answer.on("error", reject);
        answer.on("end", () => {
          const { statusCode = 0 } = answer;
          if (statusCode < 300) resolve(JSON.parse(text));
          else reject(new Error(`Kubernetes: ${method} ${path} answered ${statusCode} ${text}`));
        });
      });
      outgoing.on("error", reject).end(body && JSON.stringify(body));
    });
  }
}
