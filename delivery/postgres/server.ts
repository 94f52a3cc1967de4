import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../local/ports.ts";

export interface PostgresServer {
  readonly version: string;
  readonly port: number;
  /** Its data and settings, until it is stopped. */
  readonly folder: string;
  readonly user: "millrace";
  readonly password: "millrace";
  readonly database: "postgres";
  /** Ends it as `kill -9` would, without a word to its clients. */
  kill(): Promise<void>;
  /** Starts it again after {@link kill}. */
  start(): Promise<void>;
  /** Leaves nothing behind. */
  stop(): Promise<void>;
}

/** The folder with `postgres` and `initdb`; undefined when this machine has none. */
export function findPostgres(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = statSync(debian, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(debian) : [];
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions
      .map(Number)
      .sort((a, b) => b - a)
      .map((version) => join(debian, String(version), "bin")),
  ];
  return folders.find((folder) =>
    ["postgres", "initdb"].every((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile()),
  );
}

/**
 * A PostgreSQL server of this machine's binaries in a new folder, on a free port of the loopback interface.
 *
 * @param settings of postgresql.conf, beside the defaults
 */
export async function startPostgres(
  binaries: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-postgres-"));
  const owner = serverUser();
  const own = (path: string) => owner && chownSync(path, owner.uid, owner.gid);
  own(folder);
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, "millrace", { mode: 0o600 });
  own(passwordFile);
  const options = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" } };
  const user = ["--username=millrace", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  execFileSync(join(binaries, "initdb"), [`--pgdata=${data}`, "--encoding=UTF8", ...user], {
    ...options,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const sockets = join(folder, "sockets");
  mkdirSync(sockets);
  own(sockets);
  const port = await freePort(55_432);
  const all = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: sockets,
    ...settings,
  };
  const args = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let child = run();

  function run() {
    const server = spawn(join(binaries, "postgres"), ["-D", data, ...args], {
      ...options,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let log = "";
    server.stderr.on("data", (chunk) => {
      log += chunk;
    });
    const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
    return { server, ended, log: () => log };
  }

  async function ready(): Promise<void> {
    for (const deadline = Date.now() + 20_000; !child.log().includes("ready to accept connections"); ) {
      if (Date.now() > deadline || child.server.exitCode !== null) {
        throw new Error(`postgres: must be ready within 20 s, got this log:\n${child.log()}`);
      }
      await sleep(20);
    }
  }

  await ready();
  return {
    version: execFileSync(join(binaries, "postgres"), ["--version"], { encoding: "utf8" }).trim(),
    port,
    folder,
    user: "millrace",
    password: "millrace",
    database: "postgres",
    kill: async () => {
      // SIGQUIT: every backend ends at once, nothing is written. SIGKILL would leave them behind.
      child.server.kill("SIGQUIT");
      await child.ended;
    },
    start: async () => {
      child = run();
      await ready();
    },
    stop: async () => {
      child.server.kill("SIGQUIT");
      await child.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string) => {
    try {
      return Number(
        execFileSync("id", [option, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }).toString(),
      );
    } catch {
      return 65_534; // nobody
    }
  };
  return { uid: id("-u"), gid: id("-g") };
}
