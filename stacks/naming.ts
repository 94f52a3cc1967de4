import type {
  Consumer,
  DigitalOceanRegistry,
  Environment,
  OracleRegistry,
  OwnRegistry,
  Producer,
} from "../environments/schema.ts";

/** A stack holds what lives and dies together. */
export type Layer =
  | "cluster"
  | "vault"
  | "streaming"
  | "kafka"
  | "apps"
  | "observability"
  | "governance"
  | "devops";

export function stackName(environment: Environment, layer: Layer): string {
  return `${environment.name}-${layer}`;
}

export function registryStackName(registry: OwnRegistry): string {
  return `registry-${registry.name}`;
}

/** Where `npm run images` writes which image each environment runs. */
export const imagesFile = "environments/images.json";

/** Such as `millrace/producer`: one repository a program, whatever the apps that run it are called. */
export function repositoryName(registry: OracleRegistry, program: string): string {
  return `${registry.name}/${program}`;
}

/** Without a scheme, as docker and Kubernetes want it. imageAddress (constructs/oci) begins with it. */
export function oracleRegistryHost(registry: OracleRegistry): string {
  return `ocir.${registry.region}.oci.oraclecloud.com`;
}

export const digitalOceanRegistryHost = "registry.digitalocean.com";

/** What the address of every image begins with. */
export function digitalOceanRegistryAddress(registry: DigitalOceanRegistry): string {
  return `${digitalOceanRegistryHost}/${registry.name}`;
}

/** Whether a stack is one of the environment's own, or that of the registry which it takes images from. */
export function isOfEnvironment(stack: string, { name, registry }: Environment): boolean {
  if (registry.kind !== "existing" && stack === registryStackName(registry)) return true;
  // The rest is the layer, so that `oke` does not take the stacks of `oke-dev`.
  return stack.startsWith(`${name}-`) && !stack.slice(name.length + 1).includes("-");
}

/** What a cloud calls a thing of the environment. A change replaces what cannot be renamed. */
export function physicalName(environment: Environment, id: string): string {
  return `${environment.name}-${id}`;
}

/**
 * Oracle's region of vault, secrets and streams; it need not be the cluster's.
 *
 * @throws Error when nothing of the environment is Oracle's, which `validateEnvironments` would have refused
 */
export function oracleRegion({ name, cluster, streaming }: Environment): string {
  const region = streaming?.region ?? (cluster.kind === "oke" ? cluster.region : undefined);
  if (region === undefined) {
    throw new Error(`${name}.streaming.region: must be given outside OKE, got nothing. Validate it first.`);
  }
  return region;
}

/**
 * The stream that an app uses.
 *
 * @param environment must have passed `validateEnvironments`: it has one stream, or the app names one
 */
export function streamOf({ streaming }: Environment, app: Producer | Consumer): string {
  return app.stream ?? Object.keys(streaming?.streams ?? {})[0] ?? "";
}

/**
 * OCIDs of the secrets that an app gets as files, by file.
 *
 * @param secretIds of the environment, by name
 */
export function secretFilesOf(
  app: Producer | Consumer,
  secretIds: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const files = Object.entries(app.secretFiles ?? {});
  return Object.fromEntries(
    files.flatMap(([file, secret]) => (secretIds[secret] ? [[file, secretIds[secret]]] : [])),
  );
}

/** On everything that carries tags: finds what a deployment left behind, and what it costs. */
export function tagsOf(owner: { readonly name: string }): Readonly<Record<string, string>> {
  return { "millrace-deployment": owner.name };
}

/** The same as DigitalOcean writes it, on what can carry it there. */
export function digitalOceanTagsOf(owner: { readonly name: string }): readonly string[] {
  return Object.entries(tagsOf(owner)).map(([name, value]) => `${name}:${value}`);
}

/** An app and who its pods are. Policies grant to it and its release runs as it, so both are given the same object. */
export interface Workload {
  readonly name: string;
  readonly app: Producer | Consumer;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Where Strimzi and its Secrets are. */
export function kafkaNamespace(environment: Environment): string {
  return physicalName(environment, "kafka");
}

export function workloadsOf(environment: Environment): readonly Workload[] {
  const besideKafka = environment.kafka?.programsIn !== "environment-namespace";
  return Object.entries(environment.apps).map(([name, app]) => ({
    name,
    app,
    namespace: app.transport === "kafka" && besideKafka ? kafkaNamespace(environment) : environment.name,
    serviceAccount: name,
  }));
}
