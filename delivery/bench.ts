// `npm run bench -- <name>…`: figures beside their limits. `--write` puts them into docs/benchmarks.md.
import { readFileSync, writeFileSync } from "node:fs";
import { benchFlood } from "./bench/flood.ts";
import { benchIngest } from "./bench/ingest.ts";
import { benchKafka } from "./bench/kafka.ts";
import { benchLatency } from "./bench/latency.ts";
import { benchOci } from "./bench/oci.ts";
import { benchPacing } from "./bench/pacing.ts";
import { withSections } from "./bench/page.ts";
import { benchPostgres } from "./bench/postgres.ts";
import { takePrinted } from "./bench/rows.ts";
import { benchStart } from "./bench/start.ts";
import { benchSynth } from "./bench/synth.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { git } from "./git.ts";

interface Bench {
  readonly run: () => Promise<void>;
  /** For the page: what is compared with what. */
  readonly about: string;
}

const benches: Readonly<Record<string, Bench>> = {
  synth: {
    run: benchSynth,
    about: "Every environment against `npx ts-node main.ts`, the command of a new cdktf project.",
  },
  start: {
    run: benchStart,
    about:
      "Each bundle on a sandbox: its size, the time from the start of the process until `/readyz` says yes, and its memory when idle.",
  },
  oci: {
    run: benchOci,
    about:
      "Our transport against Oracle's SDK with its default client: one record a put, as the common examples do, and puts of ideal batches. The sandbox does not throttle.",
  },
  pacing: {
    run: benchPacing,
    about:
      "The share of the partitions' 1 MB/s that is used while the sandbox holds them to it, and entries that it refused.",
  },
  latency: { run: benchLatency, about: "Both programs on the sandbox, which allows five gets a second." },
  flood: {
    run: benchFlood,
    about: "Memory of the producer while clients offer ten times what the stream takes.",
  },
  kafka: {
    run: benchKafka,
    about:
      "Our transport against bare kafkajs with ideal batches, and against one message a send, on one real broker.",
  },
  postgres: {
    run: benchPostgres,
    about: "The consumer's batches against one transaction a record, on a real PostgreSQL server.",
  },
  ingest: {
    run: benchIngest,
    about:
      "`POST /records` with batches of 100 against a `node:http` server that sends the same body back. The limit is missed: the echo neither parses, checks, names nor encodes anything, and waits for no stream, which here runs on the same two cores; the profile shows where the producer's time goes.",
  },
};

const usage = `Usage: npm run bench -- [${Object.keys(benches).join("|")}]… [--write]`;

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { write: { type: "boolean", default: false } },
  });
  const unknown = positionals.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    throw new Error(
      `names must be among ${Object.keys(benches).join(", ")}, got ${unknown.join(", ")}. ${usage}`,
    );
  }
  const sections = new Map<string, { readonly about: string; readonly printed: string }>();
  for (const [name, { run, about }] of Object.entries(benches)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    await run();
    sections.set(name, { about, printed: takePrinted() });
  }
  if (values.write) {
    const file = "docs/benchmarks.md";
    const commit = git("rev-parse", "--short", "HEAD");
    writeFileSync(file, withSections(readFileSync(file, "utf8"), sections, Object.keys(benches), commit));
  }
}

runCommand("bench", usage, main);
