import { existsSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { environments } from "./environments/all.ts";
import { builtEnvironments } from "./environments/built.ts";
import { InvalidEnvironments, validateEnvironments } from "./environments/validate.ts";
import { addStacks } from "./stacks/all.ts";

/** Project files are found from the folder that synth is started in. */
const root = process.cwd();

function synthesize(): void {
  validateEnvironments(environments);
  const built = builtEnvironments(environments);
  const chart = join(root, "charts", "stream-app");
  const credentialScript = join(root, "dist", "kube-credential.mjs");
  if (!existsSync(credentialScript)) {
    return stop("main: dist/kube-credential.mjs must exist, got nothing. Run npm run build.");
  }
  const app = new App();
  addStacks(app, built, { chart, credentialScript });
  app.synth();
}

function stop(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

try {
  synthesize();
} catch (error) {
  // Whoever wrote the environment wants the mistakes, not the way to them.
  if (!(error instanceof InvalidEnvironments)) throw error;
  stop(error.message);
}
