import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { createLoopbackCertificate } from "../shared/certificate.ts";
import { Broker, type BrokerOptions } from "./broker.ts";
import { Connection } from "./connection.ts";
import { Faults } from "./faults.ts";
import { portTaken } from "./port-taken.ts";
import { type BrokerRecord, unpackBatch } from "./records.ts";
import type { UnknownCall } from "./request-handler.ts";
import { ScramCredential } from "./scram.ts";
import { Session } from "./session.ts";
import { type Access, User } from "./user.ts";

export interface KafkaSandboxOptions extends BrokerOptions {
  /**
   * DNS name that clients elsewhere know it by. Given, it is in the certificate,
   * and the broker listens on every address: its users are all that keeps others out.
   *
   * @default none, and only this machine reaches it
   */
  readonly host?: string;
  /** On 127.0.0.1; 0 takes any that is free. @default 9094 */
  readonly port?: number;
  /** Where clients are told to connect: a proxy's, in front of this one. @default the port it listens on */
  readonly advertisedPort?: number;
  /** Where the CA and the passwords go. @default a new temporary folder, removed at close */
  readonly folder?: string;
}

export interface SandboxTopic {
  readonly name: string;
  /** @default 1 */
  readonly partitions?: number;
  /** Settings by their names in Kafka, such as `retention.ms`. @default Kafka's own */
  readonly config?: Readonly<Record<string, string | number>>;
}

export interface SandboxUser {
  readonly name: string;
  /** @default a random one */
  readonly password?: string;
  readonly access: Access;
}

export interface KafkaSandbox {
  /** `127.0.0.1:<port>`, or with the host that was given; TLS with SCRAM-SHA-512 and nothing else. */
  readonly bootstrapServers: string;
  readonly port: number;
  /** PEM; clients verify the broker by it. */
  readonly caFile: string;
  readonly folder: string;
  readonly faults: Faults;
  /** Requests that no API here is for, oldest first; their connections were cut. */
  readonly unknownCalls: readonly UnknownCall[];
  /** Throws a KafkaError that says what is wrong with it. */
  createTopic(topic: SandboxTopic): void;
  /** Takes the place of a user with the same name, for logins from now on. */
  createUser(user: SandboxUser): Promise<{ readonly username: string; readonly passwordFile: string }>;
  /** What the topic holds, partition by partition. Throws for records that are packed by something else than gzip. */
  records(topic: string): BrokerRecord[];
  topics(): {
    readonly name: string;
    readonly partitions: number;
    readonly records: number;
    readonly bytes: number;
  }[];
  /** Takes the group's members their places away, as if none had been heard of. @default of every group. Says how many. */
  kickMembers(group?: string): number;
  /** Cuts every connection; clients come back by themselves. Says how many. */
  cutConnections(): number;
  /** Goes down, stays so for the time, in milliseconds, and comes back at the same port with everything it had. @default 0 */
  restart(downMs?: number): Promise<void>;
  /** Cuts every connection, those that hang too. */
  close(): Promise<void>;
}

/**
 * Starts a broker: one node, in memory, with Kafka's protocol.
 * Nothing of it is kept. Rejects with code EADDRINUSE when the port is taken.
 */
export async function startKafkaSandbox(options: KafkaSandboxOptions = {}): Promise<KafkaSandbox> {
  const { host, port: wantedPort = 9094, folder: givenFolder } = options;
  const broker = new Broker(options);
  if (host !== undefined) broker.host = host;
  const faults = new Faults();
  const users = new Map<string, User>();
  const unknownCalls: UnknownCall[] = [];
  const open = new Set<TLSSocket>();
  const { certificate, key } = createLoopbackCertificate(Date.now(), host);
  let isClosed = false;

  const folder = givenFolder ?? (await mkdtemp(join(tmpdir(), "millrace-kafka-")));
  const removeFolder = async () => {
    if (givenFolder === undefined) await rm(folder, { recursive: true, force: true });
  };
  await mkdir(folder, { recursive: true });
  const caFile = join(folder, "ca.crt");
  await writeFile(caFile, certificate);

  const serve = (socket: TLSSocket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    const session = new Session((name) => users.get(name));
    const clientHost = `/${socket.remoteAddress ?? ""}`;
    new Connection(socket, { broker, faults, session, clientHost, unknownCalls });
  };
  const listen = (port: number): Promise<Server> => {
    const server = createServer({ cert: certificate, key, minVersion: "TLSv1.2" }, serve);
    return new Promise((resolve, reject) => {
      server
        .once("error", reject)
        .listen(port, host === undefined ? "127.0.0.1" : undefined, () => resolve(server));
    });
  };
  const cutConnections = () => {
    const count = open.size;
    for (const socket of open) socket.destroy();
    return count;
  };

  let server = await listen(wantedPort).catch(async (error: NodeJS.ErrnoException) => {
    await removeFolder();
    throw error.code === "EADDRINUSE" ? portTaken(wantedPort, error) : error;
  });
  const { port } = server.address() as AddressInfo;
  broker.port = options.advertisedPort ?? port;
  const goDown = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    cutConnections();
    await closed;
  };

  return {
    bootstrapServers: `${broker.host}:${port}`,
    port,
    caFile,
    folder,
    faults,
    unknownCalls,
    createTopic: ({ name, partitions = 1, config }) => void broker.topics.create(name, partitions, config),
    async createUser({ name, password = randomBytes(24).toString("base64url"), access }) {
      const passwordFile = join(folder, `${name}.password`);
      await writeFile(passwordFile, password, { mode: 0o600 });
      users.set(name, new User(name, new ScramCredential(password), access));
      return { username: name, passwordFile };
    },
    records: (topic) =>
      broker.topics
        .get(topic)
        .partitions.flatMap(({ index, batches }) => batches.flatMap((batch) => unpackBatch(index, batch))),
    topics: () =>
      broker.topics.all().map(({ name, partitions }) => ({
        name,
        partitions: partitions.length,
        records: partitions.reduce((sum, { start, end }) => sum + end - start, 0),
        bytes: partitions.reduce((sum, { bytes }) => sum + bytes, 0),
      })),
    kickMembers: (group) =>
      broker.groups
        .all()
        .filter(({ id }) => group === undefined || id === group)
        .reduce((sum, one) => sum + one.kick(), 0),
    cutConnections,
    async restart(downMs = 0) {
      await goDown();
      await sleep(downMs);
      if (!isClosed) server = await listen(port);
    },
    async close() {
      isClosed = true;
      broker.groups.close();
      if (server.listening) await goDown();
      await removeFolder();
    },
  };
}
