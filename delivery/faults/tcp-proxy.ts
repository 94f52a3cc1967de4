import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What the network does with what passes through. */
type Weather =
  | { readonly kind: "fair" }
  /** Connections are cut, new ones refused. */
  | { readonly kind: "down" }
  /** Connections stay, and nothing comes through in either direction. */
  | { readonly kind: "silent" }
  /** Each piece comes so much later. */
  | { readonly kind: "slow"; readonly milliseconds: number };

/** A TCP proxy on 127.0.0.1 that stands for the network between a program and a service. */
export class TcpProxy {
  readonly port: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private weather: Weather = { kind: "fair" };
  private changed: Promise<void>;
  private announce: () => void = () => {};

  private constructor(server: Server, port: number) {
    this.server = server;
    this.port = port;
    this.changed = this.nextChange();
  }

  /** @param target port of the service on 127.0.0.1, or what tells it for each connection */
  static async start(target: number | (() => number)): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    const proxy = new TcpProxy(server, typeof address === "object" && address ? address.port : 0);
    server.on("connection", (client) => proxy.join(client, typeof target === "number" ? target : target()));
    return proxy;
  }

  fair(): void {
    this.become({ kind: "fair" });
  }

  down(): void {
    this.become({ kind: "down" });
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  silent(): void {
    this.become({ kind: "silent" });
  }

  slow(milliseconds: number): void {
    this.become({ kind: "slow", milliseconds });
  }

  async close(): Promise<void> {
    this.down();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private become(weather: Weather): void {
    this.weather = weather;
    const announce = this.announce;
    this.changed = this.nextChange();
    announce();
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.announce = resolve;
    });
  }

  private join(client: Socket, port: number): void {
    if (this.weather.kind === "down") {
      client.resetAndDestroy();
      return;
    }
    const service = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [client, service],
      [service, client],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.sockets.delete(from);
        to.destroy();
      });
      void this.carry(from, to).catch(() => to.destroy());
    }
  }

  /** One piece after the other, each as the weather then is. */
  private async carry(from: Socket, to: Socket): Promise<void> {
    for await (const piece of from) {
      while (this.weather.kind === "silent") await this.changed;
      if (this.weather.kind === "slow") await sleep(this.weather.milliseconds);
      if (!to.write(piece as Buffer))
        await new Promise((resolve) => to.once("drain", resolve).once("close", resolve));
    }
    to.end();
  }
}
