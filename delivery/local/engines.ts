import type { Environment } from "../../environments/schema.ts";
import type { Connections } from "../../stacks/program-variables.ts";
import { connectKafkaLocally } from "./kafka.ts";
import { connectStreamsLocally } from "./streams.ts";

/** A stand-in for a service that the environment uses. */
export interface Engine {
  /** What it stands in for. */
  readonly name: string;
  /** Of its switches. */
  readonly url: string;
}

/** Finds a free port for what has this name, from the wanted one upwards. */
export type FindPort = (name: string, wanted: number) => Promise<number>;

/** What carries the environment's records on this machine, in this process. Each sandbox is loaded only when it is used. */
export class Engines {
  readonly all: Engine[] = [];
  readonly #closing: (() => Promise<void>)[] = [];
  #connections: Connections = { streams: {}, kafka: {} };

  get connections(): Connections {
    return this.#connections;
  }

  /** Starts what the environment uses, and makes its streams, topics and users there. */
  async start(environment: Environment, findPort: FindPort): Promise<void> {
    const streams = environment.streaming ? await this.#startOci(environment, findPort) : {};
    const kafka = environment.kafka ? await this.#startKafka(environment, findPort) : {};
    this.#connections = { streams, kafka };
  }

  /** However far the start has come. */
  async close(): Promise<void> {
    await Promise.all(this.#closing.map((close) => close()));
  }

  async #startOci(environment: Environment, findPort: FindPort): Promise<Connections["streams"]> {
    const { startOciSandbox } = await import("../../sandbox/oci/server.ts");
    const sandbox = await startOciSandbox({ port: await findPort("sandbox", 4599) });
    this.#closing.push(() => sandbox.close());
    this.all.push({ name: "OCI Streaming, Vault", url: sandbox.url });
    return connectStreamsLocally(environment, sandbox);
  }

  async #startKafka(environment: Environment, findPort: FindPort): Promise<Connections["kafka"]> {
    const { startKafkaSandbox } = await import("../../sandbox/kafka/server.ts");
    const { startSwitchboard } = await import("../../sandbox/kafka/switchboard.ts");
    const sandbox = await startKafkaSandbox({ port: await findPort("Kafka", 9094) });
    this.#closing.push(() => sandbox.close());
    const switchboard = await startSwitchboard(sandbox, await findPort("sandbox of Kafka", 4601));
    this.#closing.push(() => switchboard.close());
    this.all.push({ name: `Kafka at ${sandbox.bootstrapServers}`, url: switchboard.url });
    return connectKafkaLocally(environment, sandbox);
  }
}
