import { spawnSync } from "node:child_process";

/**
 * What npm prints; the npm that runs this script, if one does.
 *
 * @throws Error when it cannot be started
 */
export function npm(...args: string[]): { readonly status: number | null; readonly stdout: string } {
  const own = process.env.npm_execpath;
  const [command, before] = own?.endsWith("js") ? [process.execPath, [own]] : ["npm", []];
  const { status, stdout, error } = spawnSync(command, [...before, ...args], {
    encoding: "utf8",
    // Of every package that this project uses.
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (error) throw new Error(`npm must be installed, got ${error.message}. It comes with Node.`);
  return { status, stdout };
}
