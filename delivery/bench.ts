// `npm run bench -- <name>…`: figures beside their limits, as docs/benchmarks.md quotes them.
import { benchFlood } from "./bench/flood.ts";
import { benchIngest } from "./bench/ingest.ts";
import { benchKafka } from "./bench/kafka.ts";
import { benchLatency } from "./bench/latency.ts";
import { benchOci } from "./bench/oci.ts";
import { benchPacing } from "./bench/pacing.ts";
import { benchPostgres } from "./bench/postgres.ts";
import { benchStart } from "./bench/start.ts";
import { benchSynth } from "./bench/synth.ts";

const benches: Record<string, () => Promise<void>> = {
  synth: benchSynth,
  start: benchStart,
  oci: benchOci,
  pacing: benchPacing,
  latency: benchLatency,
  flood: benchFlood,
  kafka: benchKafka,
  postgres: benchPostgres,
  ingest: benchIngest,
};

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    process.stderr.write(
      `bench: names must be among ${Object.keys(benches).join(", ")}, got ${unknown.join(", ")}. Name one, or none for all.\n`,
    );
    process.exit(2);
  }
  for (const [name, bench] of Object.entries(benches)) {
    if (wanted.length === 0 || wanted.includes(name)) {
      await bench();
    }
  }
}

void main();
