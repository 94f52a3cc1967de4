// `npm run images -- build|push <environment>` and `promote <from> <to>`: bundles both programs, builds their images
// with Docker, pushes them to the environment's registry, and writes which ones it runs to environments/images.json,
// where a review sees it change.
import { environments } from "../environments/all.ts";
import { imagesFile } from "../stacks/naming.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { bake } from "./images/bake.ts";
import { committed } from "./images/commit.ts";
import { programs, pushedImages, readImages, writeImages } from "./images/image-file.ts";
import { whyUnchecked } from "./images/pushed.ts";
import { repositoriesIfKnown, repositoriesOf } from "./images/repositories.ts";
import { knownEnvironment } from "./known-environment.ts";

const usage =
  "Usage: npm run images -- build|push <environment>, or promote <from> <to> [--registry <host>/<namespace>]";

async function build(name: string): Promise<void> {
  const { registry } = knownEnvironment(name, environments, usage);
  // Nothing is sent anywhere, so the name that only Oracle's registry stack knows is not needed.
  const repositories =
    registry.kind === "ocir" ? registry.name : repositoriesOf(name, registry, undefined, usage);
  const images = await bake({ repositories, commit: committed(), action: "build" });
  for (const program of programs) say(`dist/${program}.oci.tar  ${images[program].digest}`);
}

async function push(name: string, registryAddress: string | undefined): Promise<void> {
  const { registry } = knownEnvironment(name, environments, usage);
  const repositories = repositoriesOf(name, registry, registryAddress, usage);
  const images = await bake({ repositories, commit: committed(), action: "push" });
  const unchecked = whyUnchecked(repositories, images);
  if (unchecked !== undefined) {
    throw new Error(`the registry must show what was pushed, got ${unchecked}. Log in, and push again.`);
  }
  writeImages(name, images);
  say(`${imagesFile} now names the pushed images for ${name}. Commit it, then deploy.`);
}

/** What one environment runs is what the other runs next; nothing is built. */
function promote(from: string, to: string, registryAddress: string | undefined): void {
  knownEnvironment(from, environments, usage);
  const { registry } = knownEnvironment(to, environments, usage);
  if (from === to) throw new Error(`promote must name two environments, got ${from} twice. ${usage}`);
  const images = pushedImages(from);
  const before = readImages()[to];
  if (JSON.stringify(before) === JSON.stringify(images)) {
    say(`${to} names the images of ${from} already.`);
    return;
  }
  const repositories = repositoriesIfKnown(to, registry, registryAddress, usage);
  const unchecked =
    repositories === undefined
      ? "--registry was not given, and only Oracle's registry stack knows it"
      : whyUnchecked(repositories, images);
  writeImages(to, images);
  for (const program of programs) {
    say(`${program.padEnd(9)} ${before?.[program]?.version ?? "none"} -> ${images[program].version}`);
  }
  if (unchecked !== undefined) say(`Not checked that the registry of ${to} has them: ${unchecked}.`);
  say(`${imagesFile} now names the images of ${from} for ${to}. Commit it, then deploy.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { registry: { type: "string" } },
  });
  const [action, first, second, ...rest] = positionals;
  if (rest.length === 0 && first !== undefined) {
    if (action === "promote" && second !== undefined) return promote(first, second, values.registry);
    if (action === "build" && second === undefined) return build(first);
    if (action === "push" && second === undefined) return push(first, values.registry);
  }
  throw new Error(
    `arguments must be an action and its environments, got ${positionals.join(" ") || "none"}. ${usage}`,
  );
}

runCommand("images", usage, main);
