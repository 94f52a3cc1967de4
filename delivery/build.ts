import { bundle } from "./bundle.ts";
import { runCommand } from "./command/run-command.ts";

async function main(): Promise<void> {
  const bundles = await Promise.all([bundle("producer", "dist"), bundle("consumer", "dist")]);
  for (const { file, bytes } of bundles) {
    process.stdout.write(`${file.padEnd(20)} ${(bytes / 1e6).toFixed(2)} MB\n`);
  }
}

runCommand("build", "Usage: npm run build", main);
