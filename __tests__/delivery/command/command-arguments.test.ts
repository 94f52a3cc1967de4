import { describe, expect, it } from "@jest/globals";
import { commandArguments } from "../../../delivery/command/command-arguments.ts";

const usage = "Usage: npm run example -- <environment> [--rate 1] [--json]";
const options = { rate: { type: "string" }, json: { type: "boolean", default: false } } as const;

function refusal(...argv: string[]): string {
  try {
    commandArguments(usage, { options }, argv);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`accepted ${argv.join(" ")}`);
}

describe("the arguments of a command", () => {
  it("are options and what stands between them", () => {
    const { positionals, values } = commandArguments(usage, { allowPositionals: true, options }, [
      "oke-dev",
      "--rate",
      "2",
      "--json",
      "doks-dev",
    ]);

    expect({ positionals, ...values }).toEqual({
      positionals: ["oke-dev", "doks-dev"],
      rate: "2",
      json: true,
    });
  });

  it("may be numbers below zero, so that whoever reads them says which there may be", () => {
    expect(commandArguments(usage, { options }, ["--rate", "-1"]).values.rate).toBe("-1");
    expect(commandArguments(usage, { options }, ["--rate=-1"]).values.rate).toBe("-1");
    expect(refusal("--json", "-1")).toBe(`arguments must be known, got -1. ${usage}`);
  });

  it.each([
    [["--rats"], "arguments must be known, got --rats."],
    [["-r"], "arguments must be known, got -r."],
    [["oke-dev"], "arguments must be options, got oke-dev."],
    [
      ["--rate"],
      "--rate must have a value, got none. One that begins with a dash is written --rate=<value>.",
    ],
    [
      ["--rate", "--json"],
      "--rate must have a value, got none. One that begins with a dash is written --rate=<value>.",
    ],
    [["--json=yes"], "--json must stand alone, got a value."],
  ])("%j are refused in our words, with the usage", (argv, message) => {
    expect(refusal(...argv)).toBe(`${message} ${usage}`);
  });
});
