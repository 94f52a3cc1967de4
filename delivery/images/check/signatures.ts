import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { report, skip } from "../../chart/counted.ts";
import type { Clone } from "./clone.ts";
import { failure, refusal } from "./ended.ts";

/** As GitHub Actions says it, so that there is provenance to sign. */
const run = {
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "team/millrace",
  GITHUB_WORKFLOW_REF: "team/millrace/.github/workflows/images.yml@refs/heads/main",
  GITHUB_RUN_ID: "7",
};

/**
 * Signs and verifies what was pushed with the real cosign. Nobody vouches for this
 * machine, so a key pair takes the place of the certificate, and nothing is logged.
 */
export function checkSignatures(clone: Clone, address: string): void {
  const found = spawnSync("cosign", ["version"], { encoding: "utf8" });
  if (found.error) {
    skip("signatures", "there is no cosign on PATH");
    return;
  }
  const [, version = "of an unknown version"] = /GitVersion:\s+(\S+)/.exec(found.stdout + found.stderr) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "millrace-cosign-"));
  try {
    const variables = {
      ...run,
      COSIGN_PASSWORD: "",
      PATH: `${withKeys(folder)}${delimiter}${process.env.PATH}`,
    };
    const sign = (...args: readonly string[]) =>
      clone.run("sign", ["oke-dev", "--registry", address, ...args], variables);
    const verify = () =>
      sign("--verify", "--identity", "^https://github", "--issuer", "https://issuer.example");
    report(`cosign ${version} does not verify what nobody signed`, [
      ...refusal(verify(), "cosign verify must end with 0"),
    ]);
    report(`cosign ${version} signs and attests both images`, [
      ...failure(clone.run("sbom", [])),
      ...failure(sign()),
    ]);
    report(
      `cosign ${version} verifies the signature, the bill of materials and the provenance`,
      failure(verify()),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns a folder with a cosign that takes keys where it is told of an identity */
function withKeys(folder: string): string {
  const options = { cwd: folder, encoding: "utf8", env: { ...process.env, COSIGN_PASSWORD: "" } } as const;
  execFileSync("cosign", ["generate-key-pair"], { ...options, stdio: "ignore" });
  // Without the services of Sigstore that a signature is otherwise sent to.
  writeFileSync(join(folder, "services.json"), execFileSync("cosign", ["signing-config", "create"], options));
  const program = `#!${process.execPath}
    const { spawnSync } = require("node:child_process");
    const args = process.argv.slice(2);
    const ours = args.filter((arg, index) => ![arg, args[index - 1]].some((one) => one?.startsWith("--certificate-")));
    const keys = args[0].startsWith("verify")
      ? ["--key", "${folder}/cosign.pub", "--insecure-ignore-tlog"]
      : ["--key", "${folder}/cosign.key", "--signing-config", "${folder}/services.json"];
    const PATH = ${JSON.stringify(process.env.PATH)};
    const env = { ...process.env, PATH };
    process.exit(spawnSync("cosign", [...ours, ...keys], { stdio: "inherit", env }).status ?? 1);
  `;
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/cosign"), program, { mode: 0o755 });
  return join(folder, "bin");
}
