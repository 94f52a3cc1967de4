import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const lockOf = (folder: string) => join(folder, "lock");

/** The process that has the folder; undefined when none does that runs. */
export function ownerOf(folder: string): number | undefined {
  try {
    const owner = Number(readFileSync(lockOf(folder), "utf8"));
    return isRunning(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps other processes from the folder: two engines on the same files would ruin them.
 *
 * @returns what ends it
 * @throws Error when a process that runs has it
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(lockOf(folder), String(process.pid), { flag: "wx" });
      return () => rmSync(lockOf(folder), { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || tries === 2) throw error;
    }
    const owner = ownerOf(folder);
    if (owner !== undefined) {
      throw new Error(
        `database: ${folder} must be used by one process at a time, got ${owner}, which runs. Stop that one first.`,
      );
    }
    rmSync(lockOf(folder), { force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
