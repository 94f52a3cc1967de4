import type { BuiltEnvironment } from "../environments/built.ts";
import type { Consumer, Environment, OracleRegistry, Producer } from "../environments/schema.ts";

/** A stack holds what lives and dies together. */
export type Layer = "cluster" | "vault" | "streaming" | "apps" | "observability" | "governance";

export function stackName(environment: Environment, layer: Layer): string {
  return `${environment.name}-${layer}`;
}

export function registryStackName(registry: OracleRegistry): string {
  return `registry-${registry.name}`;
}

/** What a cloud calls a thing of the environment. A change replaces what cannot be renamed. */
export function physicalName(environment: Environment, id: string): string {
  return `${environment.name}-${id}`;
}

/** Such as `millrace/producer`: one repository a program, whatever the apps that run it are called. */
export function repositoryName(registry: OracleRegistry, program: string): string {
  return `${registry.name}/${program}`;
}

/** Without a scheme, as docker and Kubernetes want it. imageAddress (constructs/oci) begins with it. */
export function registryHost(registry: OracleRegistry): string {
  return `ocir.${registry.region}.oci.oraclecloud.com`;
}

/** Vault, secret and stream are in one region; it need not be the cluster's. */
export function streamingRegion({ cluster, streaming }: BuiltEnvironment): string {
  return streaming.region ?? cluster.region;
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
export function tagsOf(owner: Environment | OracleRegistry): Readonly<Record<string, string>> {
  return { "millrace-deployment": owner.name };
}

/** An app and who its pods are. Policies grant to it and its release runs as it, so both are given the same object. */
export interface Workload {
  readonly name: string;
  readonly app: Producer | Consumer;
  readonly namespace: string;
  readonly serviceAccount: string;
}

export function workloadsOf(environment: Environment): readonly Workload[] {
  return Object.entries(environment.apps).map(([name, app]) => ({
    name,
    app,
    namespace: environment.name,
    serviceAccount: name,
  }));
}
