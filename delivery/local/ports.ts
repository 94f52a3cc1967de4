import { createServer } from "node:net";

/**
 * The first free TCP port of the loopback interface from `wanted` upwards.
 *
 * @throws Error when the 100 ports from there are all taken.
 */
export async function freePort(wanted: number, taken: readonly number[] = []): Promise<number> {
  for (let port = wanted; port < wanted + 100; port++) {
    if (!taken.includes(port) && (await isFree(port))) {
      return port;
    }
  }
  throw new Error(`ports: one of ${wanted}-${wanted + 99} must be free, got none. Stop what listens there.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
