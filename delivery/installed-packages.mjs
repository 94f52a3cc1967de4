// cdktf, constructs and the generated bindings as one file with compiled code beside it: loaded from their own
// files they take longer than all the rest of synth. Made once for each installation, in node_modules/.cache.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { build } from "esbuild";

const folder = resolve("node_modules", ".cache", "millrace");
const require = createRequire(import.meta.url);

/** What is loaded from the one file: packages that nothing but synth imports. */
export const synthPackages = ["cdktf", "constructs", "@cdktf/provider-*"];

const isSynthPackage = (name) => /^(cdktf|constructs|@cdktf\/provider-[^/]+)(\/|$)/.test(name);

/** What synth does over and over for messages that it almost never shows; a file that reads otherwise stays as it is. */
const shortened = {
  // The stack of each of thousands of tokens.
  "tokens/private/stack-trace.js": () => "exports.captureStackTrace = () => [];",
  // The way to each value.
  "tokens/private/resolve.js": (source) =>
    source
      .replace('const pathName = "/" + prefix.join("/");', "")
      .replaceAll(/\bpathName\b/g, '("/" + prefix.join("/"))'),
};

const shortenCdktf = {
  name: "shorten-cdktf",
  setup({ onLoad }) {
    for (const [file, shorten] of Object.entries(shortened)) {
      const path = file
        .split("/")
        .map((part) => part.replaceAll(".", "\\."))
        .join("[\\\\/]");
      onLoad({ filter: new RegExp(`[\\\\/]cdktf[\\\\/]lib[\\\\/]${path}$`) }, (found) => ({
        contents: shorten(readFileSync(found.path, "utf8")),
      }));
    }
  },
};

/** Loads what earlier runs of this installation needed, and more in `including` when these are not enough. */
export class InstalledPackages {
  #installation = installation();
  #modules = {};

  constructor() {
    const names = this.#read("json");
    if (names !== undefined) this.#load(JSON.parse(names));
  }

  /** Makes sure that every synth package among `names` can be required. */
  async include(names) {
    const wanted = names.filter(isSynthPackage);
    if (wanted.every((name) => name in this.#modules)) return;
    const all = [...new Set([...Object.keys(this.#modules), ...wanted])].sort();
    await this.#bundle(all);
    this.#load(all);
    this.#write("json", JSON.stringify(all));
  }

  /** A synth package, or undefined for any other. */
  require(name) {
    return this.#modules[name];
  }

  async #bundle(names) {
    const getters = names.map(
      (name) => `get ${JSON.stringify(name)}() { return require(${JSON.stringify(name)}); }`,
    );
    const { outputFiles } = await build({
      stdin: { contents: `module.exports = { ${getters.join(", ")} };`, resolveDir: resolve(".") },
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      write: false,
      plugins: [shortenCdktf],
      logLevel: "error",
    });
    this.#write(`${nameOf(names)}.cjs`, outputFiles[0].contents);
  }

  #load(names) {
    const file = `${nameOf(names)}.cjs`;
    const source = this.#read(file);
    if (source === undefined) return;
    const cachedData = this.#read(`${file}.code`, null);
    const script = new Script(`(function (module, require) {${source}\n})`, {
      filename: this.#path(file),
      ...(cachedData && { cachedData }),
    });
    const module = { exports: {} };
    script.runInThisContext()(module, require);
    this.#modules = module.exports;
    if (cachedData === undefined || script.cachedDataRejected) {
      // At the end of the process the functions are compiled that a synth calls.
      process.once("exit", (code) => {
        if (code === 0) this.#write(`${file}.code`, script.createCachedData());
      });
    }
  }

  #path(file) {
    return join(folder, `packages-${this.#installation}.${file}`);
  }

  #read(file, encoding = "utf8") {
    try {
      return readFileSync(this.#path(file), encoding);
    } catch {
      return undefined;
    }
  }

  /** Other runs see the whole file or none. */
  #write(file, content) {
    const temporary = `${this.#path(file)}.${process.pid}`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, this.#path(file));
  }
}

const nameOf = (names) => hash(names.join()).slice(0, 8);

const hash = (text) => createHash("sha256").update(text).digest("hex");

/** Differs after every change of what npm installed, and of what is done with it here. */
function installation() {
  const content = (file) => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  };
  const inputs = ["package-lock.json", "node_modules/.package-lock.json", fileURLToPath(import.meta.url)];
  return hash(process.version + inputs.map(content).join("")).slice(0, 16);
}
