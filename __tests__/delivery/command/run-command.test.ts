import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { fileProblem } from "../../../delivery/command/file-problem.ts";
import { runCommand } from "../../../delivery/command/run-command.ts";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const files = Object.entries(scripts).flatMap(([name, line]) => {
  const [, file] = /^node delivery\/run\.mjs (delivery\/\S+)$/.exec(line) ?? [];
  return file ? [{ name, file }] : [];
});
/** They hand everything on to jest. */
const ofJest = ["test:order", "test:postgres"];

describe("the commands of package.json", () => {
  it("print their usage for --help, and one message for what goes wrong", () => {
    const others = files.filter(({ name, file }) => {
      const end = new RegExp(`\\nrunCommand\\("${name}", .*usage.*, main\\);\\n$`, "i");
      return !end.test(readFileSync(file, "utf8"));
    });

    expect(others.map(({ name }) => name)).toEqual(ofJest);
  });

  const { argv, exitCode } = process;
  afterEach(() => {
    process.argv = argv;
    process.exitCode = exitCode;
    jest.restoreAllMocks();
  });

  it("do nothing for --help but print the usage", () => {
    const written = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    process.argv = ["node", "example", "oke-dev", "--help"];

    runCommand("example", "Usage: npm run example", () => {
      throw new Error("must not run");
    });

    expect(written.mock.calls).toEqual([["Usage: npm run example\n"]]);
  });

  it("end with 1 and one message, whether they fail at once or later", async () => {
    const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);

    runCommand("first", "", () => {
      throw new Error("at once.");
    });
    runCommand("second", "", () => Promise.reject(new Error("later.")));
    await sleep(1);
    const code = process.exitCode;
    process.exitCode = exitCode;

    expect(code).toBe(1);
    expect(written.mock.calls).toEqual([["first: at once.\n"], ["second: later.\n"]]);
  });
});

describe("a file that the system refuses", () => {
  const refused = (code: string, message: string, path?: string) =>
    fileProblem(Object.assign(new Error(message), { code, ...(path && { path }) }));

  it("is told with its name, the reason and what to do", () => {
    expect(refused("EROFS", "EROFS: read-only file system, open 'dist/a'", "dist/a")).toBe(
      "dist/a: must be writable, got EROFS, read-only file system. Run where files may be written.",
    );
    expect(refused("ENOSPC", "ENOSPC: no space left on device, write")).toBe(
      "disk: must be writable, got ENOSPC, no space left on device. Make room, and run again.",
    );
  });

  it("is nothing else that goes wrong", () => {
    expect(refused("ENOENT", "ENOENT: no such file or directory, open 'a'", "a")).toBeUndefined();
    expect(fileProblem(new Error("plan: must be there."))).toBeUndefined();
  });
});
