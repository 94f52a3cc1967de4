import { authenticationRule } from "./authentication-rules.ts";
import { kubernetesName } from "./name-rules.ts";
import {
  listOf,
  literal,
  oneOf,
  optional,
  type Report,
  type Rule,
  record,
  type Sound,
  text,
  variant,
  whole,
} from "./rules.ts";
import type { Consumer, Environment, IngressExposure, InternalExposure, Producer } from "./schema.ts";
import { secretFilesRule } from "./secret-rules.ts";

const unlimited = Number.POSITIVE_INFINITY;

const exposure: Rule<InternalExposure | IngressExposure> = variant("kind", {
  internal: record({ kind: literal("internal") }),
  ingress: record({
    kind: literal("ingress"),
    host: text(
      /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/,
      "a host name",
      "Use one such as ratings.example.com.",
    ),
    className: kubernetesName,
    controllerNamespace: kubernetesName,
    tlsSecretName: kubernetesName,
  }),
});

const records: Rule<Producer["records"]> = listOf(oneOf(["people", "ratings"]));

const image: Rule<Producer["image"]> = record({
  version: optional(
    text(
      /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/,
      "what a tag may be: letters, digits, dots, dashes and underscores",
      "npm run images writes it.",
    ),
  ),
  digest: text(
    /^sha256:[0-9a-f]{64}$/,
    "sha256: and 64 hexadecimal digits",
    "Take it from environments/images.json, which npm run images writes; a tag can move.",
  ),
});

const resources: Rule<Producer["resources"]> = record({
  cpuMillis: whole(1, unlimited, "Write thousandths of a core: 250 is a quarter."),
  memoryMiB: whole(64, unlimited, "Node needs that much to start."),
});

const common = {
  transport: oneOf(["oci-streaming", "kafka"]),
  stream: optional(kubernetesName),
  records,
  replicas: whole(1, unlimited, "An app that should not run is left out."),
  image,
  secretFiles: optional(secretFilesRule),
  resources,
  exposure,
} as const;

const producer: Rule<Producer> = record({
  program: literal("producer"),
  ...common,
  authentication: optional(authenticationRule),
  samplesPerSecond: whole(0, unlimited, "Use 0 for none but the records that are posted."),
});

const consumer: Rule<Consumer> = record({
  program: literal("consumer"),
  ...common,
  group: optional(
    text(
      /^[A-Za-z0-9._-]{1,256}$/,
      "letters, digits, dots, hyphens and underscores, at most 256",
      "Both OCI Streaming and Kafka take such a name.",
    ),
  ),
});

export const appRule: Rule<Producer | Consumer> = variant("program", { producer, consumer });

const settingOf = { "oci-streaming": "streaming", kafka: "kafka" } as const;

/** Each app's transport is there, and no consumer group has more members than partitions. */
export function appsFitMessaging(environment: Sound<Environment>, where: string, report: Report): void {
  const members = new Map<string, number>();
  for (const [key, app] of Object.entries(environment.apps ?? {})) {
    if (app?.transport === undefined) continue;
    const at = `${where}.apps.${key}`;
    const setting = settingOf[app.transport];
    // What is given but wrong has its own line already.
    if (!(setting in environment)) {
      const rule = `must be one that the environment has, and ${where}.${setting} is not given`;
      const remedy = `Add ${setting}, or use the other transport.`;
      report.add(`${at}.transport`, rule, app.transport, remedy);
    }
    const source = sourceOf(app, environment, at, report);
    if (app.program !== "consumer" || app.replicas === undefined || source?.partitions === undefined)
      continue;
    const { name, partitions } = source;
    const group = app.group ?? environment.name ?? where;
    const member = `${app.transport} ${name} ${group}`;
    const before = members.get(member) ?? 0;
    const together = before + app.replicas;
    members.set(member, together);
    if (together > partitions) {
      const others = before === 0 ? "" : ` less the ${before} that other apps of group ${group} have`;
      const rule = `must be at most the number of partitions (${partitions})${others}`;
      const remedy = "Run fewer, use another group, or make a stream with more partitions.";
      report.add(`${at}.replicas`, rule, app.replicas, remedy);
    }
  }
}

interface Source {
  readonly name: string;
  readonly partitions?: number;
}

/** The stream or topic that an app uses; undefined when that cannot be told. */
function sourceOf(
  { transport, stream }: Sound<Producer | Consumer>,
  { streaming, kafka }: Sound<Environment>,
  at: string,
  report: Report,
): Source | undefined {
  if (transport === "kafka") {
    if (stream !== undefined) {
      const rule = "must be left out with transport kafka, which has one topic";
      report.add(`${at}.stream`, rule, stream, "Remove it.");
    }
    return kafka === undefined ? undefined : { name: "topic", ...kafka };
  }
  const streams = streaming?.streams;
  if (streams === undefined) return undefined;
  const names = Object.keys(streams);
  const name = stream ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && name in streams) return { name, ...streams[name] };
  const rule = `must be one of the environment's streams (${names.join(", ")})`;
  report.add(`${at}.stream`, rule, stream, "Name the one that the app uses.");
  return undefined;
}
