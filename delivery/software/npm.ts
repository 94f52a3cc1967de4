import { spawnSync } from "node:child_process";

// NODE_ENV=production and an .npmrc make npm leave out some of what is bundled.
const everything = ["--package-lock-only", "--include=dev", "--include=optional"];

/**
 * What npm prints of package-lock.json; the npm that runs this script, if one does.
 *
 * @throws Error when it cannot be started
 */
export function npm(...args: string[]): { readonly status: number | null; readonly stdout: string } {
  const own = process.env.npm_execpath;
  const [command, before] = own?.endsWith("js") ? [process.execPath, [own]] : ["npm", []];
  const { status, stdout, error } = spawnSync(command, [...before, ...args, ...everything], {
    encoding: "utf8",
    // Of every package that this project uses.
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (error) throw new Error(`npm must be installed, got ${error.message}. It comes with Node.`);
  return { status, stdout };
}
