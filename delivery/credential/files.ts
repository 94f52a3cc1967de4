import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The text of a file that somebody named, where `~` is their home.
 *
 * @throws Error that ends with `remedy`
 */
export function readText(file: string, remedy: string): string {
  const path = file.startsWith("~") ? join(homedir(), file.slice(1)) : resolve(file);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${file}: must be readable, got ${(error as NodeJS.ErrnoException).code}. ${remedy}`);
  }
}
