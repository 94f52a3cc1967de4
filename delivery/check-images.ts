// `npm run check:images`: hadolint of our Dockerfiles, docker-bake.hcl as buildx reads it, and both programs' images
// really built, twice, for both platforms: their layers, their labels, what is and what is not in them, and that they
// run. With IMAGES_REGISTRY, a registry on loopback such as 127.0.0.1:5000, they are pushed there, signed by cosign and
// promoted; with SANDBOX_KUBECONFIG the admission example is applied to an API server. Takes the tracked files as they
// are. Where the base cannot be pulled one is made of npm's Node. What is missing is named and skipped.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counts, report, skip } from "./chart/counted.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { checkAdmission } from "./images/check/admission.ts";
import { brokenBakeFile } from "./images/check/bake-file.ts";
import { pinnedBase, standInBase } from "./images/check/base.ts";
import { checkBuilds } from "./images/check/builds.ts";
import { buildx, whyNoBuilder } from "./images/check/buildx.ts";
import { lintDockerfiles } from "./images/check/dockerfiles.ts";
import { checkPush } from "./images/check/registry.ts";

const usage = "Usage: npm run check:images";

async function checkImages(folder: string): Promise<void> {
  await lintDockerfiles();
  const kubeconfig = process.env.SANDBOX_KUBECONFIG;
  if (kubeconfig) await checkAdmission(kubeconfig);
  else skip("docs/examples/signed-images.yaml on an API server", "no SANDBOX_KUBECONFIG");
  const noBuildx = why(() => buildx(["version"]));
  if (noBuildx !== undefined) return skip("needs docker with buildx", noBuildx);
  report("docker-bake.hcl, read by buildx", brokenBakeFile());
  const noBuilder = whyNoBuilder();
  if (noBuilder !== undefined) return skip("needs a builder of docker buildx", noBuilder);

  const override = overrideOf(folder);
  checkBuilds(override);
  const registry = process.env.IMAGES_REGISTRY;
  if (registry) await checkPush(registry, override);
  else skip("what needs a registry", "no IMAGES_REGISTRY");
}

/** What the builds here have of their own: another base where the pinned one cannot be had. */
function overrideOf(folder: string): object {
  const base = pinnedBase();
  if (why(() => buildx(["imagetools", "inspect", base])) === undefined) return {};
  skip("the pinned base", "it cannot be pulled; npm's Node takes its place");
  return { contexts: { [base]: standInBase(folder) } };
}

function why(attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function main(): Promise<void> {
  commandArguments(usage, { options: {} });
  const folder = mkdtempSync(join(tmpdir(), "millrace-base-"));
  try {
    await checkImages(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

runCommand("check:images", usage, main);
