import { environments } from "../../../environments/all.ts";
import { report } from "../../chart/counted.ts";
import { knownEnvironment } from "../../known-environment.ts";
import { type EnvironmentImages, programs } from "../image-file.ts";
import { repositoriesOf } from "../repositories.ts";
import { origin } from "./builds.ts";
import { Clone } from "./clone.ts";
import { failure, refusal } from "./ended.ts";
import { checkSignatures } from "./signatures.ts";
import { unlike } from "./unlike.ts";

const file = "environments/images.json";

/** Pushes to a registry, promotes, and sees that what the registry does not have is refused. */
export async function checkPush(registry: string, override: object): Promise<void> {
  const clone = new Clone(origin);
  const address = `${registry}/check-${process.pid}`;
  const images = (...args: readonly string[]) => clone.run("images", [...args, "--registry", address]);
  try {
    clone.override(override);
    clone.write("README.md", "changed\n");
    report(
      "nothing is pushed from a tree that differs from its commit",
      refusal(images("push", "oke-dev"), "tree must be as committed"),
    );
    clone.git("checkout", "--quiet", "README.md");

    report("both programs are pushed", failure(images("push", "oke-dev")));
    report(`${file} has the digests that the registry gave`, await otherDigests(clone, address));
    checkSignatures(clone, address);

    const pushed = clone.read(file);
    const { "oke-dev": ours } = JSON.parse(pushed) as Record<string, EnvironmentImages>;
    clone.write(file, pushed.replace(String(ours?.consumer.digest), `sha256:${"1".repeat(64)}`));
    report(
      "a digest that the registry does not have is not promoted",
      refusal(images("promote", "oke-dev", "oke-prod"), "must be in the registry, got"),
    );
    clone.write(file, pushed);
    const promoted = images("promote", "oke-dev", "oke-prod");
    report("what the registry has is promoted", [
      ...failure(promoted),
      ...(/Not checked/.test(promoted.output) ? [promoted.output] : []),
    ]);
    clone.git("checkout", "--quiet", file);

    clone.override({ ...override, platforms: ["linux/amd64"] });
    report("images that the registry has for one platform only are refused", [
      ...refusal(images("push", "oke-dev"), "got an image for one platform only. Build it with"),
      ...unlike("changes", clone.git("status", "--porcelain"), ""),
    ]);
  } finally {
    clone.remove();
  }
}

/** What a clone's file has, and the registry has not under the same tag. */
async function otherDigests(clone: Clone, address: string): Promise<readonly string[]> {
  const { registry } = knownEnvironment("oke-dev", environments, "");
  const [host, ...path] = repositoriesOf("oke-dev", registry, address, "").split("/");
  const images = (JSON.parse(clone.read(file)) as Record<string, EnvironmentImages>)["oke-dev"];
  const problems: string[] = [];
  for (const program of programs) {
    // https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
    const url = `http://${host}/v2/${path.join("/")}/${program}/manifests/${images?.[program].version}`;
    const headers = { accept: "application/vnd.oci.image.index.v1+json" };
    const answer = await fetch(url, { method: "HEAD", headers });
    problems.push(...unlike(url, images?.[program].digest, answer.headers.get("docker-content-digest")));
  }
  return problems;
}
