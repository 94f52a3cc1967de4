import { type Result, runProgram } from "../chart/run-program.ts";

/** One thing that a client of somebody else does against the broker. */
export interface ClientCheck {
  readonly name: string;
  /** What is wrong, in words; nothing when all is well. */
  run(): Promise<readonly string[]>;
}

/** Runs a program that must be there. */
export async function runTool(program: string, args: readonly string[], input = ""): Promise<Result> {
  const result = await runProgram(program, args, input);
  if (!result) throw new Error(`${program} must stay on PATH while this runs, got none.`);
  return result;
}

/** Problems unless the tool succeeded and its output, or its errors, match every pattern. */
export function expectOutput({ code, output, errors }: Result, ...patterns: readonly RegExp[]): string[] {
  const said = `${output}\n${errors}`.trim();
  return [
    ...(code === 0 ? [] : [`expected exit code 0, got ${code}: ${said}`]),
    ...patterns
      .filter((pattern) => !pattern.test(output) && !pattern.test(errors))
      .map((pattern) => `expected ${pattern}, got ${said}`),
  ];
}

/** Problems unless the lines are these, in any order. */
export function expectLines(text: string, expected: readonly string[]): string[] {
  const got = text.trim().split("\n").sort().join("\n");
  const wanted = [...expected].sort().join("\n");
  return got === wanted ? [] : [`expected the lines\n${wanted}\ngot\n${got}`];
}
