import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

/** Starts soon and stays small: a broker of a test holds a few MB. */
const javaOptions = [
  "-Xmx384m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
];

/** A broker in a Java process of its own, and Kafka's tools in others. */
export class BrokerProcess {
  readonly #jars: string;
  readonly #logFile: string;
  #child: ChildProcess | undefined;

  /** @param jars folder that holds them */
  constructor(jars: string, logFile: string) {
    this.#jars = jars;
    this.#logFile = logFile;
  }

  /** Runs one of Kafka's tools to its end. Rejects with what it printed when it fails. */
  async tool(mainClass: string, ...args: readonly string[]): Promise<void> {
    await promisify(execFile)("java", [...this.#java(mainClass), ...args]);
  }

  /** @param options of the virtual machine, in place of the small ones */
  start(propertiesFile: string, options?: readonly string[]): void {
    const log = openSync(this.#logFile, "a");
    const args = [...this.#java("kafka.Kafka", options), propertiesFile];
    this.#child = spawn("java", args, { stdio: ["ignore", log, log] });
    closeSync(log);
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last that it printed. */
  lastWords(): string {
    return readFileSync(this.#logFile, "utf8").slice(-4000);
  }

  /** SIGSTOP makes it hang, SIGCONT go on. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child?.kill(signal);
  }

  /** Resolves when it has ended. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    if (!this.#child || !this.isRunning) return;
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    await ended;
  }

  #java(mainClass: string, options: readonly string[] = javaOptions): string[] {
    return [...options, "-cp", `${this.#jars}/*`, mainClass];
  }
}
