import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import { bundle } from "./delivery/bundle.ts";
import { environments } from "./environments/all.ts";
import { openProducers } from "./environments/authentication-rules.ts";
import { imageMistakes } from "./environments/images.ts";
import { InvalidEnvironments, validateEnvironments } from "./environments/validate.ts";
import { pluginMistakes } from "./environments/version-rules.ts";
import { addStacks } from "./stacks/all.ts";

/** Project files are found from the folder that synth is started in. */
const root = process.cwd();

async function main(): Promise<void> {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const mistakes = pluginMistakes(dependencies);
  if (mistakes.length > 0) throw new InvalidEnvironments(mistakes);
  validateEnvironments(environments);
  const foreign = imageMistakes(environments);
  if (foreign.length > 0) throw new InvalidEnvironments(foreign);
  for (const warning of environments.flatMap(openProducers)) process.stderr.write(`warning: ${warning}\n`);
  const { file } = await bundle("kube-credential", "dist");
  const app = new App();
  addStacks(app, environments, {
    chart: join(root, "charts", "stream-app"),
    kafkaChart: join(root, "charts", "kafka-cluster"),
    strimziCrdsChart: join(root, "charts", "strimzi-crds"),
    credentialScript: resolve(root, file),
  });
  app.synth();
}

main().catch((error: unknown) => {
  // Whoever wrote the environment wants the mistakes, not the way to them.
  if (!(error instanceof InvalidEnvironments)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
