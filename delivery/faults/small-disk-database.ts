import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresSandbox, startPostgresSandbox } from "../../sandbox/postgres/server.ts";
import type { Database } from "./database.ts";
import { readDetails } from "./database-details.ts";

/** What a machine does not let us play. */
export class CannotPlay extends Error {}

/** PostgreSQL as `npm start` has it, on a disk that can be filled up. */
export interface SmallDiskDatabase extends Database {
  /** Leaves no byte free; resolves when the database has given up over it. */
  fillDisk(): Promise<void>;
  emptyDisk(): void;
}

/** Megabytes: the database's own files, and some room. */
const diskMegabytes = 160;

/** @throws {CannotPlay} unless this may mount a disk in memory */
export async function startSmallDiskDatabase(): Promise<SmallDiskDatabase> {
  const disk = mkdtempSync(join(tmpdir(), "millrace-disk-"));
  try {
    const options = ["-t", "tmpfs", "-o", `size=${diskMegabytes}m`, "tmpfs", disk];
    execFileSync("mount", options, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    rmSync(disk, { recursive: true, force: true });
    throw new CannotPlay(
      `needs the right to mount a disk in memory: ${(error as Error).message.split("\n").at(-2)}`,
    );
  }
  const folder = join(disk, "database");
  const filler = join(disk, "filler");
  let sandbox: PostgresSandbox = await startPostgresSandbox({ folder, port: 0 });
  const { port } = sandbox;
  let details = readDetails(sandbox.detailsFile);

  return {
    port,
    host: "127.0.0.1",
    get user() {
      return details.user;
    },
    get password() {
      return details.password;
    },
    get database() {
      return details.database;
    },
    async fillDisk() {
      fill(filler);
      await sandbox.failure.catch(() => {});
    },
    emptyDisk: () => rmSync(filler, { force: true }),
    kill: () => sandbox.close(),
    async start() {
      sandbox = await startPostgresSandbox({ folder, port });
      details = readDetails(sandbox.detailsFile);
    },
    async close() {
      await sandbox.close();
      execFileSync("umount", [disk]);
      rmSync(disk, { recursive: true, force: true });
    },
  };
}

function fill(file: string): void {
  const piece = Buffer.alloc(64 * 1024);
  try {
    for (;;) writeFileSync(file, piece, { flag: "a" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
