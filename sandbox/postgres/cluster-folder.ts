import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { isRunning } from "./folder-lock.ts";

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
  removeLeftovers(folder);
  await make(unfinished);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(join(folder, "PG_VERSION"))) throw error;
  }
}

/** What processes have begun that are no more. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    const [, pid] = name.startsWith(basename(folder)) ? (/\.(\d+)$/.exec(name) ?? []) : [];
    if (pid === undefined || name === basename(folder)) continue;
    if (Number(pid) === process.pid || !isRunning(Number(pid))) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}
