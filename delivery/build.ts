import { bundle } from "./bundle.ts";

for (const { file, bytes } of await Promise.all([bundle("producer", "dist"), bundle("consumer", "dist")])) {
  process.stdout.write(`${file.padEnd(20)} ${(bytes / 1e6).toFixed(2)} MB\n`);
}
