import { request } from "node:https";
import { readKubeconfig } from "../../sandbox/shared/kubeconfig.ts";
import { asObject, at, type Values } from "./values.ts";

/** An API server as the administrator of a kubeconfig sees it. */
export class ApiServer {
  private readonly kubeconfig: string;

  constructor(kubeconfig: string) {
    this.kubeconfig = kubeconfig;
  }

  /** @returns undefined when there is nothing at the path */
  async get(path: string): Promise<Values | undefined> {
    const { status, body } = await this.call("GET", path);
    return status === 404 ? undefined : body;
  }

  /** Unknown fields are refused. @returns what is wrong with the object; undefined when it was made */
  create(path: string, object: Values): Promise<string | undefined> {
    return this.post(`${path}?fieldValidation=Strict`, object);
  }

  /** As `create`, but makes nothing. */
  tryOut(path: string, object: Values): Promise<string | undefined> {
    return this.post(`${path}?fieldValidation=Strict&dryRun=All`, object);
  }

  private async post(path: string, object: Values): Promise<string | undefined> {
    return problemOf(await this.call("POST", path, object));
  }

  /** Puts fields into an object that is there. @returns what is wrong with them; undefined when they are taken */
  async merge(path: string, fields: Values): Promise<string | undefined> {
    return problemOf(await this.call("PATCH", path, fields, "application/merge-patch+json"));
  }

  /** @returns a token of the service account, for ten minutes */
  async token(serviceAccount: string): Promise<string> {
    const asked = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" };
    const spec = { expirationSeconds: 600 };
    const { body } = await this.call("POST", `${serviceAccount}/token`, { ...asked, spec });
    return String(at(body, "status.token"));
  }

  /** Resolves when it is on its way out; also when it was not there. */
  async remove(path: string): Promise<void> {
    await this.call("DELETE", path);
  }

  private call(
    method: string,
    path: string,
    body?: Values,
    type = "application/json",
  ): Promise<{ status: number; body: Values }> {
    const { server, ca, cert, key } = readKubeconfig(this.kubeconfig);
    const headers = body === undefined ? {} : { "content-type": type };
    return new Promise((resolve, reject) => {
      const options = { method, ca, cert, key, headers, timeout: 10_000 };
      const outgoing = request(new URL(path, server), options, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        answer.on("error", reject);
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: asObject(JSON.parse(text)) }));
      });
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer from ${server.host} in 10 s`)));
      outgoing.on("error", reject).end(body && JSON.stringify(body));
    });
  }
}

function problemOf({ status, body }: { readonly status: number; readonly body: Values }): string | undefined {
  return status < 300 ? undefined : String(body.message);
}
