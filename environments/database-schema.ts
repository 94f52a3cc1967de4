/**
 * PostgreSQL, version 14 or newer, that keeps what the consumers add up. Somebody else runs it. How to reach it is JSON
 * with host, port, database, user, password and ca (docs/results.md), in one of two places.
 */
export interface ResultsDatabase {
  /** One of the environment's `secrets`: programs read it with their own identity, and again after a rotation. On OKE, with transport oci-streaming. */
  readonly secret?: string;
  /** Kubernetes Secret in the namespace of the consumers. Terraform neither makes nor reads it. */
  readonly kubernetesSecret?: string;
  /** Of `kubernetesSecret`. @default "connection.json" */
  readonly key?: string;
  /** IPv4 networks with the server's addresses: consumers may call `port` there. */
  readonly cidrs: readonly string[];
  /** The one that the JSON names. @default 5432 */
  readonly port?: number;
  /** Hours, 1 to 720, within which a record that comes again is recognised by CloudEvents source and id. @default 24 */
  readonly duplicateWindowHours?: number;
}
