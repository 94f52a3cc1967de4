import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface HttpServer {
  readonly url: string;
  /** Cuts every connection, those that hang too. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only; port 0 takes any that is free. Rejects with code EADDRINUSE when it is taken. */
export async function startHttpServer(port: number, listener: RequestListener): Promise<HttpServer> {
  const server = createServer(listener);
  // Longer than clients keep idle connections, so that none is closed under a request.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
