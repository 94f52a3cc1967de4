import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KafkaSandbox } from "./server.ts";
import type { Access } from "./user.ts";

/** Configuration files of one user for programs that are not ours. They hold the password. */
export interface ClientFiles {
  /** For Java clients: the `--command-config` of Kafka's own tools. */
  readonly java: string;
  /** For librdkafka: the `-F` of kcat. */
  readonly librdkafka: string;
}

/** Makes a user with this access, and the files with which other clients are it. */
export async function writeClientFiles(
  sandbox: KafkaSandbox,
  name: string,
  access: Access,
): Promise<ClientFiles> {
  const { username, passwordFile } = await sandbox.createUser({ name, access });
  const password = await readFile(passwordFile, "utf8");
  const common = {
    "bootstrap.servers": sandbox.bootstrapServers,
    "security.protocol": "SASL_SSL",
  };
  const java = join(sandbox.folder, `${name}.properties`);
  await writeProperties(java, {
    ...common,
    "sasl.mechanism": "SCRAM-SHA-512",
    "sasl.jaas.config": `org.apache.kafka.common.security.scram.ScramLoginModule required username="${username}" password="${password}";`,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": sandbox.caFile,
  });
  const librdkafka = join(sandbox.folder, `${name}.conf`);
  await writeProperties(librdkafka, {
    ...common,
    "sasl.mechanisms": "SCRAM-SHA-512",
    "sasl.username": username,
    "sasl.password": password,
    "ssl.ca.location": sandbox.caFile,
  });
  return { java, librdkafka };
}

function writeProperties(file: string, properties: Readonly<Record<string, string>>): Promise<void> {
  // In Java's format a backslash, as in paths on Windows, stands for itself only when doubled.
  const lines = Object.entries(properties).map(
    ([name, value]) => `${name}=${value.replaceAll("\\", "\\\\")}\n`,
  );
  return writeFile(file, lines.join(""), { mode: 0o600 });
}
