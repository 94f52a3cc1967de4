import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const hourMs = 3_600_000;

let option: string | undefined;

/** An option of Node with which SIGUSR2 moves the wall clock an hour ahead, and the next one back; timers stay right. */
export function jumpingClock(): string {
  option ??= writeHook();
  return option;
}

function writeHook(): string {
  const file = join(mkdtempSync(join(tmpdir(), "millrace-clock-")), "hook.mjs");
  writeFileSync(
    file,
    `let ahead = 0;
const now = Date.now;
Date.now = () => now() + ahead;
globalThis.Date = class extends Date {
  constructor(...args) {
    if (args.length === 0) super(now() + ahead);
    else super(...args);
  }
};
process.on("SIGUSR2", () => {
  ahead = ${hourMs} - ahead;
});
`,
  );
  return `--import=${pathToFileURL(file)}`;
}
