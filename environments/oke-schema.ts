/** What may be said about a cluster on Oracle Cloud; schema.ts has the rest of an environment. */

/** Oracle Kubernetes Engine: an enhanced cluster (workload identity needs one) with VCN-native pod networking. */
export interface OkeCluster {
  readonly kind: "oke";
  /** Such as `eu-frankfurt-1`. Everything of the environment is made there. Changing it replaces everything. */
  readonly region: string;
  /** One of versions.ts. Oracle upgrades one minor version at a time and never downgrades. */
  readonly kubernetesVersion: string;
  /** IPv4 CIDRs. They must not overlap, and changing one replaces what is in it. */
  readonly network: {
    /** Holds all but `services`. /16 to /30: what a VCN may have. */
    readonly vcn: string;
    /** The Kubernetes API endpoint: one address. /29 is enough. */
    readonly endpoint: string;
    /** One address a worker. */
    readonly workers: string;
    /** One address a pod; Oracle reserves 31 a worker at least. */
    readonly pods: string;
    /** One address a load balancer, two while it is being replaced. */
    readonly loadBalancers: string;
    /** Virtual addresses of Services, outside the VCN. */
    readonly services: string;
  };
  /** Where the Kubernetes API is. A change of `visibility` replaces the cluster. */
  readonly endpoint: PublicEndpoint | PrivateEndpoint;
  /** By name. A pool is replaced when it is renamed. */
  readonly nodePools: Readonly<Record<string, OkeNodePool>>;
  /** Programs of the cluster itself, installed and kept up to date by Oracle. A pool with limits brings the cluster autoscaler. */
  readonly addOns?: {
    /** Figures for `kubectl top` and for autoscaling of pods; brings the certificate manager that it needs. @default false */
    readonly metricsServer?: boolean;
    /** How many pods answer DNS queries. @default one for each worker */
    readonly coreDns?: {
      readonly minimumReplicas: number;
      /** One more pod for so many workers. */
      readonly workersPerReplica: number;
    };
  };
  /**
   * Refuses images of Oracle's registry that the RSA key of the variable
   * `image_signing_key_ocid` has not signed. Images of other registries are not looked at.
   *
   * @default false
   */
  readonly requireSignedImages?: boolean;
  /** Log of every connection in every subnet, kept for 30 to 180 days in steps of 30. @default none */
  readonly flowLogs?: { readonly retentionDays: number };
}

/** An address on the internet. */
export interface PublicEndpoint {
  readonly visibility: "public";
  /** Who may reach the Kubernetes API: IPv4 CIDRs from /8 to /32, never the whole internet. */
  readonly allowedCidrs: readonly string[];
}

/** An address in the VCN only, for Terraform too: docs/private-endpoint.md has the ways to it. */
export interface PrivateEndpoint {
  readonly visibility: "private";
  /** Networks joined to the VCN that may reach the Kubernetes API. Empty only with a bastion. */
  readonly allowedCidrs: readonly string[];
  /** A tunnel for people and pipelines outside. @default none */
  readonly bastion?: {
    /** Its own subnet within `network.vcn`, for one address: a /29 is enough. */
    readonly cidr: string;
    /** Who may open a tunnel: IPv4 CIDRs from /8 to /32, never the whole internet. */
    readonly allowedCidrs: readonly string[];
  };
}

export interface OkeNodePool {
  /** A flexible shape, such as `VM.Standard.E5.Flex`: only those let `ocpus` and `memoryGb` be chosen. */
  readonly shape: string;
  /** Physical cores of a worker; one is two threads. 1 to 126. */
  readonly ocpus: number;
  /** Memory of a worker in gigabytes: 1 to 64 per OCPU, the range of Oracle's flexible shapes. */
  readonly memoryGb: number;
  /**
   * Workers: 1 to 1000, or limits between which the cluster autoscaler chooses.
   * What it chose is no drift.
   */
  readonly nodes: number | NodeRange;
  /**
   * `preemptible`: cheaper, and taken away when Oracle needs the machines. Only
   * pods that tolerate `oci.oraclecloud.com/oke-is-preemptible` run there.
   *
   * @default "on-demand"
   */
  readonly capacity?: "on-demand" | "preemptible";
  /** Where workers may be; they are spread over all that is named. @default everywhere in the region */
  readonly placement?: {
    /** Numbers from 1 to 3. Some regions have one only. @default all of the region */
    readonly availabilityDomains?: readonly number[];
    /** Numbers from 1 to 3: groups of hardware in an availability domain that fail apart. @default all three */
    readonly faultDomains?: readonly number[];
  };
  /** Kubernetes labels of the workers. A change applies to workers made from then on. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Keep pods that do not tolerate them off the workers. A change applies to workers made from then on. */
  readonly taints?: readonly Taint[];
  /**
   * Replaces the workers when their version, image or other settings change, at most so many
   * at a time. One of the two is at least 1. Not for bare metal.
   *
   * @default none: a change applies to workers made from then on
   */
  readonly cycling?: {
    /** Workers beyond `nodes` meanwhile. */
    readonly maximumSurge: number;
    /** Workers fewer than `nodes` meanwhile. */
    readonly maximumUnavailable: number;
  };
  /** Boot volume of a worker in gigabytes, 50 to 32768; images live there. */
  readonly bootVolumeGb: number;
  /** One of versions.ts, at most three minor versions behind the cluster and never ahead. @default the cluster's */
  readonly kubernetesVersion?: string;
  /**
   * The exact image of the workers, by a name of
   * https://docs.oracle.com/iaas/images/ with `-OKE-<the pool's version>-` in it, or
   * by OCID. Pinned, because "the newest" would change the plan whenever Oracle
   * publishes one. A new image applies to workers made from then on.
   */
  readonly image: string;
}

export interface NodeRange {
  /** 0 to 1000. The pool begins with so many. */
  readonly minimum: number;
  /** 1 to 1000, at least `minimum`. */
  readonly maximum: number;
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}
