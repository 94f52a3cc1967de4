import {
  type DigitalOceanSandbox,
  type DigitalOceanSandboxOptions,
  startDigitalOceanSandbox,
} from "../../../sandbox/digitalocean/server.ts";

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

/** A sandbox whose time passes only when told, and the calls that a client makes of it. */
export class Client {
  readonly sandbox: DigitalOceanSandbox;
  readonly #time: { now: number };

  constructor(sandbox: DigitalOceanSandbox, time: { now: number }) {
    this.sandbox = sandbox;
    this.#time = time;
  }

  static async start(options: DigitalOceanSandboxOptions = {}): Promise<Client> {
    const time = { now: Date.now() };
    const clock = () => time.now;
    return new Client(await startDigitalOceanSandbox({ port: 0, clock, ...options }), time);
  }

  /** One delay of the life cycle goes by. */
  wait(milliseconds = 200): void {
    this.#time.now += milliseconds;
  }

  async call(method: string, path: string, body?: object, token = this.sandbox.token): Promise<Answered> {
    const answer = await fetch(`${this.sandbox.url}/v2/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      json: text === "" ? undefined : JSON.parse(text),
    };
  }

  get(path: string): Promise<Answered> {
    return this.call("GET", path);
  }

  /** Returns the id of a new VPC. */
  async vpc(name: string, range = "10.10.0.0/20"): Promise<string> {
    const { json } = await this.call("POST", "vpcs", { name, region: "fra1", ip_range: range });
    return json.vpc.id;
  }

  /** Returns the id of a new cluster, which runs unless told otherwise. */
  async cluster(details: object = {}, running = true): Promise<string> {
    const pool = { name: "workers", size: "s-2vcpu-4gb", count: 2 };
    const request = {
      name: "main",
      region: "fra1",
      version: "1.35.1-do.6",
      node_pools: [pool],
      ...details,
    };
    const { status, json } = await this.call("POST", "kubernetes/clusters", request);
    if (status !== 201) throw new Error(json.message);
    if (running) this.wait();
    return json.kubernetes_cluster.id;
  }
}
