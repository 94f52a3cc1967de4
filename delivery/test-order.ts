// `npm run test:order -- [first seed] [seeds]`: the order of each key through random faults, by many seeds.
import { spawn } from "node:child_process";

const [first = "1", count = "100"] = process.argv.slice(2);
const seeds = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);
if (seeds.length === 0 || seeds.some((seed) => !Number.isSafeInteger(seed))) {
  process.stderr.write(
    `test:order: first seed and number of seeds must be whole numbers, got ${first} ${count}. Try 1 100.\n`,
  );
  process.exit(2);
}
const jest = spawn(process.execPath, ["node_modules/jest/bin/jest.js", "--ci", "/order.test.ts$"], {
  env: { ...process.env, ORDER_SEEDS: seeds.join(",") },
  stdio: "inherit",
});
jest.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
