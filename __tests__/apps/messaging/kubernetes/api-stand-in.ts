import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createLoopbackCertificate } from "../../../../sandbox/shared/certificate.ts";

export interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly token: string | undefined;
}

/** An open watch, as the server sees it. */
export class OpenWatch {
  readonly asked: Asked;
  readonly #answer: ServerResponse;

  constructor(asked: Asked, answer: ServerResponse) {
    this.asked = asked;
    this.#answer = answer;
  }

  begin(): this {
    this.#answer.writeHead(200, { "content-type": "application/json" });
    this.#answer.flushHeaders();
    return this;
  }

  event(type: string, resourceVersion: string, data: Readonly<Record<string, string>> = {}): this {
    const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
    return this.send({ type, object: { metadata: { resourceVersion }, data: Object.fromEntries(encoded) } });
  }

  /** The server ends it with an error of its own. */
  error(code: number, message: string): this {
    return this.send({ type: "ERROR", object: { code, message } });
  }

  refuse(code: number, message: string): void {
    this.#answer.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify({ message }));
  }

  /** In two pieces, as the network likes. */
  send(event: object): this {
    const line = `${JSON.stringify(event)}\n`;
    this.#answer.write(line.slice(0, 20));
    this.#answer.write(line.slice(20));
    return this;
  }

  end(): void {
    this.#answer.end();
  }

  cut(): void {
    this.#answer.destroy();
  }
}

/** An API server that hands each watch to the test, which answers it. */
export async function startApiStandIn() {
  const { certificate, key } = createLoopbackCertificate();
  const waiting: OpenWatch[] = [];
  const takers: ((watch: OpenWatch) => void)[] = [];
  const server = createServer({ cert: certificate, key }, ({ url = "", headers }, answer) => {
    const { pathname, searchParams } = new URL(url, "https://x");
    const token = headers.authorization?.replace("Bearer ", "");
    const asked = { path: pathname, query: Object.fromEntries(searchParams), token };
    const watch = new OpenWatch(asked, answer);
    const taker = takers.shift();
    if (taker) taker(watch);
    else waiting.push(watch);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    certificate,
    port: (server.address() as AddressInfo).port,
    /** The next one, when it comes. */
    watch(): Promise<OpenWatch> {
      const watch = waiting.shift();
      return watch ? Promise.resolve(watch) : new Promise((resolve) => takers.push(resolve));
    },
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
