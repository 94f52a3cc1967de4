import type { Environment } from "../../environments/schema.ts";
import { commandArguments } from "../command/command-arguments.ts";

export interface StartArguments {
  readonly environment: Environment;
  /** Stop by itself after so many seconds. */
  readonly seconds?: number;
  /** Print one JSON summary on standard output at the end, and nothing else there. */
  readonly json: boolean;
  /** Sample records a second, in place of the environment's own. */
  readonly rate?: number;
  /** Where results live: in the folder of the environment, in that folder emptied first, or in memory. */
  readonly database: "kept" | "fresh" | "none";
}

export const startUsage =
  "Usage: npm start -- [environment] [--for seconds] [--json] [--rate records-per-second] " +
  "[--fresh | --no-database]";

/**
 * @throws Error with one message for everything that is wrong.
 */
export function startArguments(
  argv: readonly string[],
  environments: readonly Environment[],
): StartArguments {
  const { positionals, values } = commandArguments(
    startUsage,
    {
      allowPositionals: true,
      options: {
        for: { type: "string" },
        rate: { type: "string" },
        json: { type: "boolean", default: false },
        fresh: { type: "boolean", default: false },
        "no-database": { type: "boolean", default: false },
      },
    },
    argv,
  );
  const problems: string[] = [];
  const [name = "oke-dev", ...more] = positionals;
  if (more.length > 0) {
    problems.push(
      `arguments must name one environment, got ${positionals.join(" ")}. Start another on its own.`,
    );
  }
  const environment = environments.find((candidate) => candidate.name === name);
  if (!environment) {
    const known = environments.map((candidate) => candidate.name).join(", ");
    problems.push(`environment must be one of ${known}, got ${name}. Choose one of those.`);
  }
  const seconds = number("--for", values.for, 1, 86_400, "seconds", problems);
  const rate = number("--rate", values.rate, 0, 1000, "records a second", problems);
  const { fresh, "no-database": none } = values;
  if (fresh && none) {
    problems.push("--fresh must not be given with --no-database, which has nothing to empty. Drop one.");
  }
  if (!environment || problems.length > 0) {
    throw new Error(`${problems.join("\n")}\n${startUsage}`);
  }
  return {
    environment,
    json: values.json,
    database: none ? "none" : fresh ? "fresh" : "kept",
    ...(seconds === undefined ? {} : { seconds }),
    ...(rate === undefined ? {} : { rate }),
  };
}

function number(
  option: string,
  text: string | undefined,
  least: number,
  most: number,
  unit: string,
  problems: string[],
): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= least && value <= most)) {
    problems.push(`${option} must be ${least} to ${most} ${unit}, got ${text}. Correct it.`);
  }
  return value;
}
