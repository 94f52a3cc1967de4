import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Admin, Kafka, logLevel } from "kafkajs";
import { createLoopbackCertificate } from "../../sandbox/shared/certificate.ts";
import { freePort } from "../local/ports.ts";
import { BrokerProcess } from "./broker-process.ts";
import { kafkaJars } from "./jars.ts";
import { serverProperties } from "./server-properties.ts";

/** What a program needs to connect. */
export interface KafkaAccess {
  readonly bootstrapServers: readonly string[];
  readonly caFile: string;
  readonly username: string;
  readonly passwordFile: string;
}

/** A node of Apache Kafka on loopback, about 5 s away. */
export class RealKafka {
  readonly folder = mkdtempSync(join(tmpdir(), "millrace-kafka-"));
  readonly #broker: BrokerProcess;
  readonly #ports: readonly [client: number, admin: number, controller: number];
  readonly #options: readonly string[] | undefined;

  /**
   * @param users who may log in; what they may do is granted to each topic by {@link grant}
   * @param options of the Java machine @default small and soon started
   */
  static async start(users: readonly string[], options?: readonly string[]): Promise<RealKafka> {
    const ports: number[] = [];
    while (ports.length < 3) ports.push(await freePort(19_093, ports));
    const [client = 0, admin = 0, controller = 0] = ports;
    const kafka = new RealKafka(await kafkaJars(), [client, admin, controller], options);
    try {
      await kafka.#format(users);
      await kafka.up();
      return kafka;
    } catch (error) {
      await kafka.close();
      throw error;
    }
  }

  private constructor(
    jars: string,
    ports: readonly [client: number, admin: number, controller: number],
    options: readonly string[] | undefined,
  ) {
    this.#broker = new BrokerProcess(jars, join(this.folder, "broker.log"));
    this.#ports = ports;
    this.#options = options;
  }

  /** The files' content follows {@link changeCertificate} and {@link changePassword}, as that of mounted Secrets does. */
  access(username: string): KafkaAccess {
    return {
      bootstrapServers: [`127.0.0.1:${this.#ports[0]}`],
      caFile: join(this.folder, "ca.crt"),
      username,
      passwordFile: join(this.folder, `${username}.password`),
    };
  }

  /** Starts the broker unless it runs; resolves when clients are answered. */
  async up(): Promise<void> {
    if (!this.#broker.isRunning) this.#broker.start(join(this.folder, "server.properties"), this.#options);
    for (const end = Date.now() + 120_000; ; await sleep(100)) {
      const answers = await this.withAdmin((admin) => admin.describeCluster()).catch(() => undefined);
      if (answers) return;
      if (!this.#broker.isRunning || Date.now() > end) {
        throw new Error(`kafka: the broker must answer within 120 s, got none. ${this.#broker.lastWords()}`);
      }
    }
  }

  /** In good order with SIGTERM, in none with SIGKILL. */
  async down(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.#broker.stop(signal);
  }

  /** Connections stay open and nothing comes back on them, until {@link goOn}. */
  hang(): void {
    this.#broker.signal("SIGSTOP");
  }

  goOn(): void {
    this.#broker.signal("SIGCONT");
  }

  /** Of the server, and of the authority that vouches for it: they are one. The next {@link up} uses it. */
  changeCertificate({ expired = false } = {}): void {
    const { certificate, key } = createLoopbackCertificate(Date.now() - (expired ? 90 * 86_400_000 : 0));
    writeFileSync(join(this.folder, "server.pem"), `${key}${certificate}`);
    writeFileSync(join(this.folder, "ca.crt"), certificate);
  }

  async changePassword(username: string): Promise<void> {
    const server = ["--bootstrap-server", `127.0.0.1:${this.#ports[1]}`];
    const user = ["--entity-type", "users", "--entity-name", username];
    const config = `SCRAM-SHA-512=[password=${this.#newPassword(username)}]`;
    await this.#broker.tool(
      "kafka.admin.ConfigCommand",
      ...server,
      ...user,
      "--alter",
      "--add-config",
      config,
    );
  }

  /** With every right. */
  async withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
    const kafka = new Kafka({
      brokers: [`127.0.0.1:${this.#ports[1]}`],
      retry: { retries: 3, initialRetryTime: 100 },
      logLevel: logLevel.NOTHING,
    });
    const admin = kafka.admin();
    try {
      await admin.connect();
      return await use(admin);
    } finally {
      await admin.disconnect();
    }
  }

  async close(): Promise<void> {
    await this.#broker.stop("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #format(users: readonly string[]): Promise<void> {
    this.changeCertificate();
    const properties = join(this.folder, "server.properties");
    const [clientPort, adminPort, controllerPort] = this.#ports;
    const settings = { folder: this.folder, clientPort, adminPort, controllerPort };
    writeFileSync(properties, serverProperties(settings));
    const scram = users.flatMap((name) => [
      "--add-scram",
      `SCRAM-SHA-512=[name=${name},password=${this.#newPassword(name)}]`,
    ]);
    const id = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
    const args = ["format", "--cluster-id", id, "--standalone", "--config", properties, ...scram];
    await this.#broker.tool("kafka.tools.StorageTool", ...args);
  }

  #newPassword(username: string): string {
    const password = randomUUID();
    writeFileSync(join(this.folder, `${username}.password`), password);
    return password;
  }
}
