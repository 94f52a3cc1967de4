import { freePort } from "../local/ports.ts";
import { Program } from "../local/program.ts";

export interface SlotOptions {
  /** Of the pod, and of its log file. */
  readonly name: string;
  /** The bundle to run. */
  readonly file: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** Longer than on a laptop: several of these run at once, each with a stream and a database of its own. */
const readyMs = 60_000;

/** A place for one program, which may be stopped, killed and started again, as a pod of a Deployment. */
export class Slot {
  private readonly options: SlotOptions;
  private readonly port: number;
  private program: Program | undefined;
  private starts = 0;

  private constructor(options: SlotOptions, port: number) {
    this.options = options;
    this.port = port;
  }

  /** @param firstPort the first of the ports that may be taken */
  static async at(firstPort: number, options: SlotOptions): Promise<Slot> {
    return new Slot(options, await freePort(firstPort));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param wait until it is ready; without, it only has to run */
  async start(wait = true): Promise<void> {
    const { name, file, variables, folder } = this.options;
    this.starts += 1;
    this.program = new Program({
      name,
      file,
      port: this.port,
      logFile: `${folder}/${name}-${this.starts}.log`,
      variables: { HOST: "127.0.0.1", PORT: String(this.port), POD_NAME: name, ...variables },
    });
    if (wait) await this.program.ready(readyMs);
  }

  /** As Kubernetes stops a pod: SIGTERM, and SIGKILL after 30 seconds. */
  async terminate(): Promise<void> {
    await this.program?.stop(30_000);
    this.program = undefined;
  }

  async kill(): Promise<void> {
    await this.program?.stop(0);
    this.program = undefined;
  }

  signal(signal: NodeJS.Signals): void {
    this.program?.signal(signal);
  }

  /** Resident memory in MB (10^6 bytes); undefined while it does not answer. */
  async memory(): Promise<number | undefined> {
    const text = await fetch(`${this.url}/metrics`)
      .then((answer) => answer.text())
      .catch(() => "");
    const bytes = /^process_resident_memory_bytes (\S+)/m.exec(text)?.[1];
    return bytes === undefined ? undefined : Number(bytes) / 1e6;
  }
}
