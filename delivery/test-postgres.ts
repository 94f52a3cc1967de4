// `npm run test:postgres -- [jest arguments]`: what the consumer keeps, held against a real PostgreSQL server: that of
// DATABASE_URL, or one of this machine's binaries in a folder of its own. Says so and ends well where there is neither.
import { spawn } from "node:child_process";
import { findPostgres, startPostgres } from "./postgres/server.ts";

async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  const binaries = findPostgres();
  if (url) {
    process.exitCode = await runTests({ MILLRACE_TEST_DATABASE: JSON.stringify(detailsOf(new URL(url))) });
  } else if (binaries) {
    const server = await startPostgres(binaries);
    try {
      process.stdout.write(`${server.version}, port ${server.port}\n`);
      const { port, user, password, database } = server;
      const details = { host: "127.0.0.1", port, user, password, database };
      process.exitCode = await runTests({
        MILLRACE_TEST_DATABASE: JSON.stringify(details),
        MILLRACE_TEST_POSTGRES: binaries,
      });
    } finally {
      await server.stop();
    }
  } else {
    process.stdout.write("skipped: needs DATABASE_URL, or initdb and postgres on the PATH\n");
  }
}

function detailsOf(url: URL): Record<string, unknown> {
  const { hostname, port, pathname, username, password, searchParams } = url;
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    ...(port === "" ? {} : { port: Number(port) }),
    database: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    ...(searchParams.get("sslmode") === "disable" ? { tls: "off" } : {}),
  };
}

function runTests(variables: Readonly<Record<string, string>>): Promise<number> {
  const args = ["--testMatch", "**/__tests__/**/*.postgres.ts", "--ci", ...process.argv.slice(2)];
  const child = spawn(process.execPath, ["node_modules/jest/bin/jest.js", ...args], {
    env: { ...process.env, ...variables },
    stdio: "inherit",
  });
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}

void main();
