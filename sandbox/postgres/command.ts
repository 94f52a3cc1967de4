import { parseArgs } from "node:util";
import { exportsOf, wholeNumber } from "../shared/command.ts";
import { startPostgresSandbox } from "./server.ts";

const usage = `Usage: npm run sandbox -- postgres [--folder .millrace/database] [--port 4598] [--attached] [--json]
  --folder    keeps the data from one run to the next; remove it to begin anew
  --port      on 127.0.0.1; 0 takes any that is free
  --attached  ends when its standard input does, so that it does not outlive who started it
  --json      prints one line of JSON in place of the text`;

/** Runs a small PostgreSQL until Ctrl-C. Rejects with one clear line and the usage when an argument is wrong. */
export async function runPostgresSandbox(argv: readonly string[]): Promise<void> {
  const { folder, port, attached, json } = readOptions(argv);
  const sandbox = await startPostgresSandbox({ folder, port });
  const ended = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve()).once("SIGTERM", () => resolve());
    if (attached) process.stdin.resume().once("end", () => resolve());
  });
  const facts = { port: sandbox.port, variables: { DATABASE_FILE: sandbox.detailsFile } };
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : describe(folder, facts));
  try {
    await Promise.race([ended, sandbox.failure]);
  } finally {
    process.stdin.pause();
    await sandbox.close();
  }
}

function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        folder: { type: "string", default: ".millrace/database" },
        port: { type: "string", default: "4598" },
        attached: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    return { ...values, port: wholeNumber("--port", values.port, 0, 65_535) };
  } catch (error) {
    throw new Error(`sandbox: ${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

interface Facts {
  readonly port: number;
  readonly variables: Readonly<Record<string, string>>;
}

function describe(folder: string, { port, variables }: Facts): string {
  return `Millrace sandbox  PostgreSQL, on this machine only
  address   127.0.0.1:${port}, one transaction at a time
  data      ${folder}

For the consumer:
${exportsOf(variables)}

Ctrl-C stops it.
`;
}
