import { EventEmitter } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../../apps/messaging/log.ts";
import { logNodeWarnings } from "../../../apps/messaging/node-warnings.ts";

function logged(level: "debug" | "info", name: string): { printed: boolean; lines: object[] } {
  const process = new EventEmitter();
  const lines: object[] = [];
  let printed = false;
  process.on("warning", () => {
    printed = true;
  });
  const log = createLog("producer", "pod-0", level, { write: (line) => void lines.push(JSON.parse(line)) });
  logNodeWarnings(log, process);
  process.emit("warning", Object.assign(new Error("of Node"), { name }));
  return { printed, lines };
}

describe("a warning of Node", () => {
  it("is a line of the log and nothing on the console", () => {
    const { printed, lines } = logged("info", "MaxListenersExceededWarning");

    expect(printed).toBe(false);
    expect(lines).toMatchObject([
      { level: "warn", err: { type: "MaxListenersExceededWarning", message: "of Node" } },
    ]);
  });

  it("that every program on Kafka makes is for those who look for it", () => {
    expect(logged("info", "TimeoutNegativeWarning").lines).toEqual([]);
    expect(logged("debug", "TimeoutNegativeWarning").lines).toMatchObject([{ level: "debug" }]);
  });
});
