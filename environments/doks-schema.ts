/** What may be said about a cluster on DigitalOcean; schema.ts has the rest of an environment. */
import type { Taint } from "./oke-schema.ts";

/** DigitalOcean Kubernetes. */
export interface DoksCluster {
  readonly kind: "doks";
  /** Slug of the data centre, such as `fra1`. Changing it replaces everything. */
  readonly region: string;
  /**
   * Slug of versions.ts, such as `1.36.0-do.0`. Never lower it, and raise it when
   * DigitalOcean has upgraded the cluster by itself (at the end of a version's
   * support): a version below the running one replaces the cluster.
   */
  readonly kubernetesVersion: string;
  /** IPv4 CIDRs that must not overlap. Fixed when the cluster is made: a change replaces it. */
  readonly network: {
    /** /16 to /28: what a DigitalOcean VPC may have. No part of another VPC of the account. */
    readonly vpc: string;
    /** A /25 for each worker. */
    readonly pods: string;
    /** Virtual addresses of Services. */
    readonly services: string;
  };
  /** A control plane that survives the loss of a machine. It cannot be switched off again. */
  readonly highlyAvailable: boolean;
  /** Who may reach the Kubernetes API: IPv4 CIDRs from /8 to /32, never the whole internet. */
  readonly allowedCidrs: readonly string[];
  /** When DigitalOcean may touch the control plane and replace workers. @default any day from 04:00 */
  readonly maintenance?: {
    readonly day: Day;
    /** Full hour, UTC, such as `04:00`. The window is four hours. */
    readonly startTime: string;
  };
  /** By name. A pool is replaced when it is renamed, but for the default one. */
  readonly nodePools: Readonly<Record<string, DoksNodePool>>;
  /**
   * The pool that comes with the cluster: another `size` of it replaces the whole
   * cluster, so put what may change into another. @default the only one
   */
  readonly defaultNodePool?: string;
}

export type Day = "any" | "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

export interface DoksNodePool {
  /** Slug of the Droplet, such as `s-2vcpu-4gb`. */
  readonly size: string;
  /**
   * Workers: 1 to 512, or limits between which DigitalOcean's autoscaler
   * chooses. What it chose is no drift.
   */
  readonly nodes: number | DoksNodeRange;
  /** Kubernetes labels of the workers. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Keep pods that do not tolerate them off the workers. Not on the default pool, where the cluster's own programs run. */
  readonly taints?: readonly Taint[];
}

export interface DoksNodeRange {
  /** 1 to 512: the plugin cannot ask for 0. The pool begins with so many. */
  readonly minimum: number;
  /** 1 to 512, at least `minimum`. */
  readonly maximum: number;
}
