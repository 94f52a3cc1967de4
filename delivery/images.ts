// `npm run images -- push <environment>`: bundles both programs, builds and pushes their images with Docker to the
// environment's registry, and writes the digests beside the environments, where a review sees them change.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { environments } from "../environments/all.ts";
import type { Registry } from "../environments/schema.ts";
import { digestsFile, digitalOceanRegistryAddress, registryStackName } from "../stacks/naming.ts";
import { bundle } from "./bundle.ts";

const programs = ["producer", "consumer"] as const;
const usage = "Usage: npm run images -- push <environment> [--registry <host>/<namespace>]";

/**
 * What the addresses of both images begin with.
 *
 * @param given host and namespace: only Oracle's cannot be told from the environment
 */
function repositoriesOf(name: string, registry: Registry, given: string | undefined): string {
  const registryAddress = given?.replace(/\/+$/, "");
  if (registry.kind === "ocir") {
    if (registryAddress) return `${registryAddress}/${registry.name}`;
    throw new Error(
      `--registry must be given for ${name}, got none. Use registry_address, an output of ${registryStackName(registry)}. ${usage}`,
    );
  }
  const own = registry.kind === "existing" ? registry.address : digitalOceanRegistryAddress(registry);
  if (registryAddress === undefined || registryAddress === own) return own;
  throw new Error(`--registry must be left out for ${name}, or be ${own}, got ${given}. ${usage}`);
}

async function push(name: string, registryAddress: string | undefined): Promise<void> {
  const environment = environments.find((candidate) => candidate.name === name);
  if (!environment) {
    const known = environments.map((candidate) => candidate.name).join(", ");
    throw new Error(`environment must be one of ${known}, got ${name}. ${usage}`);
  }
  const { registry } = environment;
  const repositories = repositoriesOf(name, registry, registryAddress);
  const file = digestsFile(registry);
  const revision = git("rev-parse", "HEAD");
  const changed = git("status", "--porcelain");
  if (changed !== "") {
    throw new Error(
      `tree must be as committed, got\n${changed}\nCommit or discard, so that the image's revision says what is in it.`,
    );
  }
  await Promise.all(programs.map((program) => bundle(program, "dist")));

  const folder = mkdtempSync(join(tmpdir(), "millrace-images-"));
  try {
    const metadataFile = join(folder, "metadata.json");
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    const { status, error } = spawnSync(
      "docker",
      ["buildx", "bake", "--push", "--metadata-file", metadataFile],
      {
        stdio: "inherit",
        env: {
          ...process.env,
          REPOSITORIES: repositories,
          // Repositories refuse to overwrite a tag, so every commit has its own.
          TAG: `${version}-${revision.slice(0, 12)}`,
          VERSION: version,
          REVISION: revision,
        },
      },
    );
    if (error) {
      throw new Error(`docker must be installed, got ${error.message}. Install Docker with buildx.`);
    }
    if (status !== 0) {
      throw new Error(`docker must push both images, got exit code ${status}. Its output is above.`);
    }
    const digests = digestsOf(JSON.parse(readFileSync(metadataFile, "utf8")));
    writeFileSync(file, `${JSON.stringify(digests, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${file} now names the pushed images. Commit it, then deploy.\n`);
}

function digestsOf(metadata: Record<string, Record<string, unknown>>): Record<string, { digest: string }> {
  return Object.fromEntries(
    programs.map((program) => {
      const digest = metadata[program]?.["containerimage.digest"];
      if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
        throw new Error(`docker must report the digest of ${program}, got ${digest}. Update buildx.`);
      }
      return [program, { digest }];
    }),
  );
}

function git(...args: string[]): string {
  return execFileSync("git", args, { encoding: "utf8" }).trim();
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { registry: { type: "string" } },
  });
  const [action, environment, ...rest] = positionals;
  if (action !== "push" || !environment || rest.length > 0) {
    throw new Error(
      `arguments must be push and one environment, got ${positionals.join(" ") || "none"}. ${usage}`,
    );
  }
  await push(environment, values.registry);
}

main().catch((error: Error) => {
  process.stderr.write(`images: ${error.message}\n`);
  process.exitCode = 1;
});
