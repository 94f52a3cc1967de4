// `npm run sign -- <environment>`: signs the images that were just pushed for it, keyless, with cosign, and attests
// what they contain and how they were built. With --verify it checks all of that.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environments } from "../environments/all.ts";
import { imagesFile } from "../stacks/naming.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { headCommit } from "./images/commit.ts";
import { programs, pushedImages } from "./images/image-file.ts";
import { repositoriesOf } from "./images/repositories.ts";
import { knownEnvironment } from "./known-environment.ts";
import { cosign } from "./signature/cosign.ts";
import { builderOf, provenance } from "./signature/provenance.ts";

const usage =
  "Usage: npm run sign -- <environment> [--registry <host>/<namespace>] [--verify --identity <regexp> --issuer <url>]";

interface Signed {
  readonly program: string;
  /** With the digest: a tag can move. */
  readonly reference: string;
}

function sign(name: string, images: readonly Signed[]): void {
  const commit = headCommit();
  const pushed = pushedImages(name);
  for (const program of programs) {
    const { version } = pushed[program];
    if (version !== commit.tag) {
      throw new Error(
        `${imagesFile}: ${name}.${program}.version must be ${commit.tag}, this commit's, got ${version}. ` +
          "Sign where the image was pushed.",
      );
    }
    const bill = `dist/${program}.sbom.json`;
    if (!existsSync(bill)) throw new Error(`${bill} must be there, got nothing. Run npm run sbom.`);
  }
  const builder = builderOf(process.env);
  const folder = mkdtempSync(join(tmpdir(), "millrace-sign-"));
  try {
    for (const { program, reference } of images) {
      cosign("sign", "--yes", reference);
      attest("cyclonedx", `dist/${program}.sbom.json`, reference);
      if (builder === undefined) continue;
      const file = join(folder, `${program}.json`);
      writeFileSync(file, JSON.stringify(provenance(program, commit, builder)));
      attest("slsaprovenance1", file, reference);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (builder === undefined) say("No provenance: this is no run of GitHub Actions or GitLab CI.");
}

function attest(type: string, predicate: string, reference: string): void {
  cosign("attest", "--yes", "--type", type, "--predicate", predicate, reference);
}

function verify(images: readonly Signed[], identity: string, issuer: string): void {
  const by = ["--certificate-identity-regexp", identity, "--certificate-oidc-issuer", issuer];
  for (const { reference } of images) {
    cosign("verify", ...by, reference);
    for (const type of ["cyclonedx", "slsaprovenance1"]) {
      cosign("verify-attestation", "--type", type, ...by, reference);
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function main(): void {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: {
      registry: { type: "string" },
      verify: { type: "boolean", default: false },
      identity: { type: "string" },
      issuer: { type: "string" },
    },
  });
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) {
    throw new Error(`arguments must be one environment, got ${positionals.join(" ") || "none"}. ${usage}`);
  }
  const { registry } = knownEnvironment(name, environments, usage);
  const pushed = pushedImages(name);
  const repositories = repositoriesOf(name, registry, values.registry, usage);
  const images = programs.map((program) => ({
    program,
    reference: `${repositories}/${program}@${pushed[program].digest}`,
  }));
  const { identity, issuer } = values;
  if (!values.verify) sign(name, images);
  else if (identity !== undefined && issuer !== undefined) verify(images, identity, issuer);
  else {
    throw new Error(
      `--identity and --issuer must be given with --verify, got ${identity} and ${issuer}. ${usage}`,
    );
  }
  for (const { reference } of images) say(`${values.verify ? "verified" : "signed"}  ${reference}`);
}

runCommand("sign", usage, main);
