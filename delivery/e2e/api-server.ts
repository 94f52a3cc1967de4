import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { readKubeconfig } from "../../sandbox/shared/kubeconfig.ts";

/**
 * A namespace of the API server behind the sandbox's cluster, as its
 * administrator sees it: to make sure that a run begins and ends with none.
 */
export class RealNamespace {
  private readonly name: string;
  private readonly kubeconfig: string;

  constructor(kubeconfig: string, name: string) {
    this.kubeconfig = kubeconfig;
    this.name = name;
  }

  async exists(): Promise<boolean> {
    return (await this.call("GET")) !== 404;
  }

  /** Resolves when it is gone, at once when there was none; rejects after 30 s. */
  async remove(): Promise<void> {
    const deadline = Date.now() + 30_000;
    while ((await this.call("DELETE")) !== 404) {
      if (Date.now() > deadline) throw new Error(`namespace ${this.name}: must be gone after 30 s, got one.`);
      await sleep(200);
    }
  }

  private call(method: "GET" | "DELETE"): Promise<number> {
    const { server, ca, cert, key } = readKubeconfig(this.kubeconfig);
    const url = new URL(`/api/v1/namespaces/${this.name}`, server);
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method, ca, cert, key, timeout: 5000 }, (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
      });
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer from ${server.host} in 5 s`)));
      outgoing.on("error", reject).end();
    });
  }
}
