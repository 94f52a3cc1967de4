import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";

/** Making a cluster takes seconds and gives the same every time, so that it is made once and then copied. */
const template = () => {
  const { version } = JSON.parse(readFileSync("node_modules/@electric-sql/pglite/package.json", "utf8")) as {
    readonly version: string;
  };
  return resolve("node_modules", ".cache", "millrace", `postgres-${version}`);
};

/** The folder of a cluster's files, made if it is not there. */
export async function prepareCluster(folder: string): Promise<string> {
  const data = join(folder, "data");
  if (existsSync(join(data, "PG_VERSION"))) return data;
  if (!existsSync(template())) await makeTemplate();
  await moveInto(data, async (unfinished) => cpSync(template(), unfinished, { recursive: true }));
  return data;
}

async function makeTemplate(): Promise<void> {
  await moveInto(template(), async (unfinished) => {
    const engine = await PGlite.create({ dataDir: unfinished });
    await engine.close();
  });
}

/** Whole or not at all, also when another process does the same or this one is ended. */
async function moveInto(folder: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(join(folder, "PG_VERSION"))) throw error;
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
  const file = join(folder, "lock");
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || tries === 2) throw error;
    }
    const owner = Number(readFileSync(file, "utf8"));
    if (isRunning(owner)) {
      throw new Error(
        `database: ${folder} must be used by one process at a time, got ${owner}, which runs. Stop that one first.`,
      );
    }
    rmSync(file, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
