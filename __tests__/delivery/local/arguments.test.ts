import { describe, expect, it } from "@jest/globals";
import { startArguments } from "../../../delivery/local/arguments.ts";
import { environments } from "../../../environments/all.ts";

const usage =
  "Usage: npm start -- [environment] [--for seconds] [--json] [--rate records-per-second] [--fresh | --no-database]";

function refusal(...argv: string[]): string {
  try {
    startArguments(argv, environments);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`accepted ${argv.join(" ")}`);
}

describe("the arguments of npm start", () => {
  it("choose oke-dev, until Ctrl-C, at its own rate, unless told otherwise", () => {
    const { environment, ...rest } = startArguments([], environments);

    expect(environment.name).toBe("oke-dev");
    expect(rest).toEqual({ json: false, database: "kept" });
  });

  it("take an environment, a duration, a rate and JSON in any order", () => {
    expect(startArguments(["--json", "--for", "20", "oke-dev", "--rate=0.5"], environments)).toMatchObject({
      environment: { name: "oke-dev" },
      seconds: 20,
      json: true,
      rate: 0.5,
    });
  });

  it("choose where results live, and not twice", () => {
    expect(startArguments(["--fresh"], environments).database).toBe("fresh");
    expect(startArguments(["--no-database"], environments).database).toBe("none");
    expect(refusal("--fresh", "--no-database")).toBe(
      `--fresh must not be given with --no-database, which has nothing to empty. Drop one.\n${usage}`,
    );
  });

  it("list the known environments when the name is unknown", () => {
    const known = environments.map(({ name }) => name).join(", ");

    expect(refusal("oke-staging")).toBe(
      `environment must be one of ${known}, got oke-staging. Choose one of those.\n${usage}`,
    );
  });

  it("name everything that is wrong at once", () => {
    expect(refusal("nowhere", "--for", "0", "--rate", "-1").split("\n")).toEqual([
      expect.stringMatching(/^environment must be one of .*, got nowhere\. Choose one of those\.$/),
      "--for must be 1 to 86400 seconds, got 0. Correct it.",
      "--rate must be 0 to 1000 records a second, got -1. Correct it.",
      usage,
    ]);
  });

  it("show the usage for an option that does not exist", () => {
    expect(refusal("--rats")).toBe(`arguments must be known, got --rats. ${usage}`);
  });
});
