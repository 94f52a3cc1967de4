import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { basename, join } from "node:path";

const current = "..data";
const next = "..data_next";
const version = "..version-";

/**
 * The keys of a Secret as files of a folder, which change together and at once:
 * each file is a link through `..data`, a link to a folder with one version of
 * them all, as in the volumes of Kubernetes. Whoever opens a file finds it
 * whole, old or new, and readable for this user only.
 */
export class SecretFolder {
  readonly #path: string;
  readonly #keys: readonly string[];

  constructor(path: string, keys: readonly string[]) {
    this.#path = path;
    this.#keys = keys;
  }

  /** Whether all files are there, also from an earlier process. */
  async isWhole(): Promise<boolean> {
    return (await this.#read()) !== undefined;
  }

  /** @returns false when the files hold just that already */
  async write(content: ReadonlyMap<string, Buffer>): Promise<boolean> {
    const before = await this.#read();
    if (before && this.#keys.every((key) => before.get(key)?.equals(content.get(key) ?? Buffer.alloc(0)))) {
      return false;
    }
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    const fresh = await mkdtemp(join(this.#path, version));
    for (const key of this.#keys) {
      await writeFile(join(fresh, key), content.get(key) ?? "", { mode: 0o400 });
    }
    const old = await readlink(join(this.#path, current)).catch(() => undefined);
    await rm(join(this.#path, next), { force: true });
    await symlink(basename(fresh), join(this.#path, next));
    await rename(join(this.#path, next), join(this.#path, current));
    await this.#link();
    await this.#tidy([basename(fresh), old]);
    return true;
  }

  async #read(): Promise<ReadonlyMap<string, Buffer> | undefined> {
    try {
      const files = this.#keys.map(async (key) => [key, await readFile(join(this.#path, key))] as const);
      return new Map(await Promise.all(files));
    } catch {
      return undefined;
    }
  }

  async #link(): Promise<void> {
    for (const key of this.#keys) {
      await symlink(join(current, key), join(this.#path, key)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      });
    }
  }

  /** The version before stays too: somebody may be about to open a file of it. */
  async #tidy(kept: readonly (string | undefined)[]): Promise<void> {
    const versions = (await readdir(this.#path)).filter((name) => name.startsWith(version));
    for (const name of versions.filter((one) => !kept.includes(one))) {
      await rm(join(this.#path, name), { recursive: true, force: true });
    }
  }
}
