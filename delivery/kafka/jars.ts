import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The version that charts/kafka-cluster asks Strimzi for. */
export const kafkaVersion = "4.3.1";

/** Why a broker cannot be started on this machine; undefined when it can. */
export function whyNoKafka(): string | undefined {
  const missing = ["java", "mvn"].filter((command) => spawnSync(command, ["-version"]).status !== 0);
  return missing.length === 0 ? undefined : `there is no ${missing.join(" and no ")}`;
}

/**
 * The folder with the broker's and the tools' jars: from Maven Central the first time (about 90 files, 150 MB), from
 * the project's cache from then on.
 */
export async function kafkaJars(): Promise<string> {
  const folder = resolve("node_modules", ".cache", "millrace", `kafka-${kafkaVersion}`);
  if (existsSync(folder)) return folder;
  const scratch = mkdtempSync(join(tmpdir(), "millrace-kafka-jars-"));
  try {
    writeFileSync(join(scratch, "pom.xml"), pom());
    // Beside the folder itself, so that it appears whole or not at all.
    const partial = `${folder}.${process.pid}`;
    const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
    await run("mvn", ["-B", "-q", "-f", join(scratch, "pom.xml"), plugin, `-DoutputDirectory=${partial}`]);
    if (existsSync(folder)) rmSync(partial, { recursive: true, force: true });
    else renameSync(partial, folder);
    return folder;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function pom(): string {
  const dependency = (group: string, artifact: string, version: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  const dependencies = [
    dependency("org.apache.kafka", "kafka_2.13", kafkaVersion),
    dependency("org.apache.kafka", "kafka-tools", kafkaVersion),
    // The version of slf4j that Kafka has; without this it says nothing at all.
    dependency("org.slf4j", "slf4j-simple", "1.7.36"),
  ];
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.millrace</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependencies.join("")}</dependencies>
</project>
`;
}
