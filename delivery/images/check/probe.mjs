// Runs in an image, as its user and with its Node: starts the program as the image does and writes down what it answers.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const [answers, ...program] = process.argv.slice(2);
const url = "http://127.0.0.1:8080";
const variables = {
  MESSAGING: "kafka",
  // Nobody listens there.
  KAFKA_BOOTSTRAP_SERVERS: "127.0.0.1:9",
  KAFKA_TOPIC: "records",
  KAFKA_CA_FILE: "/app/LICENSES.txt",
  KAFKA_USERNAME: "somebody",
  KAFKA_PASSWORD_FILE: "/app/LICENSES.txt",
  CONSUMER_GROUP: "group",
  RECORDS: "people",
  POD_NAME: "pod-0",
};

/** How long the program takes until it listens, and what it says then. */
async function start(more) {
  const begin = performance.now();
  const child = spawn(process.execPath, program, { env: { ...process.env, ...variables, ...more } });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  try {
    while (child.exitCode === null && performance.now() - begin < 20_000) {
      try {
        const healthz = (await fetch(`${url}/healthz`)).status;
        const milliseconds = performance.now() - begin;
        return { healthz, milliseconds, version: await (await fetch(`${url}/version`)).json() };
      } catch {
        await sleep(2);
      }
    }
    return { output };
  } finally {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null) child.kill("SIGKILL");
    await ended;
  }
}

async function median(runs, more) {
  const times = [];
  for (let run = 0; run < runs; run++) times.push((await start(more)).milliseconds);
  return Math.round(times.sort((a, b) => a - b)[Math.floor(runs / 2)]);
}

function mayWrite(file) {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const version = spawnSync(process.execPath, [...program, "version"], { encoding: "utf8" });
const compiled = spawnSync(process.execPath, [...program, "version"], {
  encoding: "utf8",
  env: { ...process.env, NODE_DEBUG_NATIVE: "COMPILE_CACHE" },
});
writeFileSync(
  answers,
  JSON.stringify({
    node: process.version,
    user: `${process.getuid()}:${process.getgid()}`,
    writable: [".", ...readdirSync(".")].filter(mayWrite),
    version: version.stdout.trim() || version.stderr,
    started: await start({}),
    cache: compiled.stderr.split("\n").filter((line) => line.includes("program.mjs")),
    milliseconds: {
      with: await median(9, {}),
      without: await median(9, { NODE_DISABLE_COMPILE_CACHE: "1" }),
    },
  }),
);
