/**
 * What may be said about an environment. Plain data: values differ side by side
 * between environments, nothing branches on a name. `validate.ts` has a rule for
 * each field below (the compiler sees to that) and refuses a bad value at synth.
 *
 * Account ids (tenancy, compartment, DigitalOcean project) are Terraform
 * variables and never data, so that synth needs no account.
 */
import type { RecordKind } from "../apps/messaging/config.ts";
import type { ResultsDatabase } from "./database-schema.ts";
import type { Devops } from "./devops-schema.ts";
import type { DoksCluster } from "./doks-schema.ts";
import type { Kafka } from "./kafka-schema.ts";
import type { OkeCluster } from "./oke-schema.ts";

export interface Environment {
  /**
   * Lower-case words joined by hyphens, such as `oke-dev`. Prefix of every stack
   * and every physical name, and the Kubernetes namespace: another name is
   * another environment. At most 40 characters (name-rules.ts has the reason).
   */
  readonly name: string;
  /** Where the environment's Terraform state lives. Changing it needs `terraform init -migrate-state` per stack. */
  readonly backend: Backend;
  /**
   * Whether Terraform refuses to destroy or replace what holds data
   * (docs/protect-data.md has the list, and how to do it all the same).
   *
   * @default false
   */
  readonly protectData?: boolean;
  /**
   * Defined tags of Oracle, such as `{ "Finance.CostCenter": "42" }`, beside the freeform tag that every
   * resource has. The tags must exist. They are given when a resource is made: a
   * change reaches only what is made from then on.
   */
  readonly definedTags?: Readonly<Record<string, string>>;
  readonly cluster: OkeCluster | DoksCluster | ExistingCluster;
  /** OCI Streaming, with a vault that holds the connection details. Left out: no app may use transport `oci-streaming`. */
  readonly streaming?: Streaming;
  /** Encrypt with keys of one's own. On OKE. Left out: with keys of Oracle's own, but for secrets, which always have one. */
  readonly keys?: CustomerKeys;
  /** Secrets that programs get as files, by name. On OKE. A generated one is replaced when it is renamed. */
  readonly secrets?: Readonly<Record<string, GeneratedSecret | GivenSecret>>;
  /**
   * Mails when records, workers or both are in trouble; on DOKS, when workers or
   * the pages of exposed programs are. Not on a cluster of somebody else. @default none
   */
  readonly alarms?: Alarms;
  /** What only an administrator of the tenancy may set, in a stack of its own. @default nothing */
  readonly governance?: Governance;
  /** Builds and deploys the programs with Oracle's own pipelines. On OKE. @default whoever runs Terraform does */
  readonly devops?: Devops;
  /** Apache Kafka by Strimzi in the cluster. Left out: no app may use transport `kafka`. */
  readonly kafka?: Kafka;
  /** Keeps what the consumers add up. @default it lives in memory and begins anew with each pod */
  readonly database?: ResultsDatabase;
  /** Who in the cluster watches the programs (docs/metrics.md). @default nobody may */
  readonly monitoring?: Monitoring;
  /**
   * A service account `deployer`, and groups that Terraform asks for
   * (`deployer_groups`), may release programs in their namespaces and do nothing
   * else (docs/deploy.md). @default false: administrators of the cluster deploy
   */
  readonly deployers?: boolean;
  /** Where the images of the apps come from. Environments that promote images to each other name the same registry. */
  readonly registry: Registry;
  /**
   * Programs that run, by the name of their Helm release, service account and
   * Service. Renaming one replaces it. Names have at most 46 characters: pods
   * add 17 to it and host names end at 63.
   */
  readonly apps: Readonly<Record<string, Producer | Consumer>>;
}

/** Files beside cdktf.json, one a stack. For one person on one machine: there is no lock that others see. */
export interface LocalBackend {
  readonly kind: "local";
}

/** Any object store that speaks S3: OCI Object Storage, DigitalOcean Spaces, AWS. Credentials come from the usual AWS_* variables. */
export interface S3Backend {
  readonly kind: "s3";
  /** Must exist already, with versioning on: it is the only way back from a broken state. */
  readonly bucket: string;
  /** As the store calls it, such as `eu-frankfurt-1`. */
  readonly region: string;
  /** URL of the S3 service, such as `https://<namespace>.compat.objectstorage.eu-frankfurt-1.oraclecloud.com`. @default AWS */
  readonly endpoint?: string;
}

/** State is locked while Terraform runs: by the system for files, by a lock file beside the state in S3. */
export type Backend = LocalBackend | S3Backend;

/** A cluster that somebody else made. Nothing of it is managed here. */
export interface ExistingCluster {
  readonly kind: "existing";
  /** Context of the kubeconfig that Terraform's user has. */
  readonly context: string;
}

export interface Monitoring {
  /** Namespace whose pods may call the programs, to read `/metrics`. @default none */
  readonly scraperNamespace?: string;
  /** An OpenTelemetry collector, or another Service that takes OTLP over HTTP. @default no traces are sent */
  readonly traces?: {
    readonly service: string;
    readonly namespace: string;
    /** Of the Service and of its pods. @default 4318 */
    readonly port?: number;
    /** Percent, 1 to 100, of the traces that begin in a program. @default 100 */
    readonly percent?: number;
  };
}

/** OCI streams in one pool, and the vault with a secret for each that tells programs where it is. */
export interface Streaming {
  /** By name. A stream is replaced when it is renamed, and loses its records. */
  readonly streams: Readonly<Record<string, Stream>>;
  /**
   * `private`: the pool has an address in the cluster's VCN only, for pods of
   * the cluster. On OKE, in the cluster's region. A change replaces the pool and
   * its streams, and loses their records. @default "public": an address on the internet
   */
  readonly endpoint?: "public" | "private";
  /**
   * What topics get that Kafka clients make in the pool without saying how.
   * Given, topics that nobody made are refused in place of being made on the
   * spot. @default Oracle's settings
   */
  readonly kafkaTopics?: Stream;
  /** OCI region. Needed outside OKE. @default the cluster's */
  readonly region?: string;
  /**
   * Kubernetes Secret, in the environment's namespace, with an OCI configuration
   * and API key. Needed outside OKE, where there is no workload identity; not
   * allowed on OKE. Terraform neither makes nor reads it.
   */
  readonly apiKeySecret?: string;
}

export interface Stream {
  /**
   * Each takes 1 MB/s of writes and is read by one instance of a consumer group.
   * Fixed when the stream is created: changing it replaces the stream and loses its records.
   */
  readonly partitions: number;
  /** 24 to 168, the service's own range. Fixed when the stream is created, like `partitions`. */
  readonly retentionHours: number;
}

/**
 * Keys of one's own in the environment's vault, one for each use: secrets,
 * stream pool, volumes, Kubernetes secrets. Added to a running environment it
 * replaces the cluster, whose secrets get their key when it is made.
 */
export interface CustomerKeys {
  /**
   * `virtual-private`: a partition of the hardware for oneself, billed by the
   * hour. A change replaces the vault with all keys and secrets. @default "shared"
   */
  readonly vault?: "shared" | "virtual-private";
  /** `hsm`: keys that never leave certified hardware, billed by version. A change replaces the keys. @default "software" */
  readonly protection?: "software" | "hsm";
  /** Days, 60 to 365, after which Oracle makes a new version of each key; in a virtual private vault only. @default by hand */
  readonly rotateEveryDays?: number;
  /** Versions of each key made by hand so far: raise it by one to rotate, and never lower it. @default 1 */
  readonly versions?: number;
}

/** The vault generates the value: nobody chooses it, and Terraform never has it. */
export interface GeneratedSecret {
  readonly kind: "generated";
  readonly value: "passphrase" | "database-password" | "bytes" | "ssh-key";
  /** 1 to 90. A version that nobody has replaced by then can no longer be read. @default it does not expire */
  readonly expiresAfterDays?: number;
  /**
   * Oracle makes a new value and hands it to what uses the secret, whose OCID
   * Terraform asks for: `secret_<name>_rotation_ocid`. @default by hand
   */
  readonly rotation?: {
    /** 1 to 360, and sooner than it expires. */
    readonly everyDays: number;
    readonly by: "function" | "autonomous-database";
  };
}

/**
 * Somebody else made it, a database's wallet for instance, in the environment's
 * compartment. Terraform asks for its OCID: `secret_<name>_ocid`.
 */
export interface GivenSecret {
  readonly kind: "given";
}

export interface Alarms {
  /** Everybody here gets a mail with a link to confirm, and no alarm until then. DigitalOcean takes members of the team only. */
  readonly emails: readonly string[];
  /** Records by which the consumers of a stream may fall behind within 15 minutes. Not on DOKS. @default 10000 */
  readonly recordsBehind?: number;
}

/** At least one of these. */
export interface Governance {
  /** Of the compartment. Mails only: nothing is switched off. @default none */
  readonly budget?: {
    /** In the tenancy's currency. */
    readonly monthlyAmount: number;
    readonly emails: readonly string[];
  };
  /**
   * The most of each thing in the compartment, by service and quota, such as
   * `{ streaming: { "partition-count": 12 } }`. Terraform asks for the compartment's path.
   * https://docs.oracle.com/iaas/Content/Quotas/Concepts/resourcequotas.htm @default none
   */
  readonly quotas?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** 90 to 365. Of the whole tenancy: one environment sets it. @default left as it is */
  readonly auditRetentionDays?: number;
}

/** Oracle's container registry (OCIR): one private repository a program. */
export interface OracleRegistry {
  readonly kind: "ocir";
  /** Names the stack `registry-<name>` and the repositories `<name>/<program>`. */
  readonly name: string;
  /** Of the registry; need not be the cluster's. */
  readonly region: string;
  /** The registry outlives each environment that uses it, so it has a state of its own. */
  readonly backend: Backend;
}

/** DigitalOcean's container registry: one an account. */
export interface DigitalOceanRegistry {
  readonly kind: "digitalocean";
  /** Names the stack `registry-<name>`, and the registry itself, for all of DigitalOcean; at most 63 characters. */
  readonly name: string;
  /** Slug of the data centre, such as `fra1`. A change replaces the registry and its images. */
  readonly region: string;
  /**
   * What it may hold, and what it costs. `starter`, which is free, has one
   * repository, too few for two programs. @default "basic"
   */
  readonly tier?: "basic" | "professional";
  /** The registry outlives each environment that uses it, so it has a state of its own. */
  readonly backend: Backend;
}

/**
 * A registry that somebody else made, and whose images the cluster may pull as
 * it is: one beside a local cluster, or one that its workers have a credential for.
 */
export interface ExistingRegistry {
  readonly kind: "existing";
  /** What repositories begin with, without a scheme: the cluster pulls `<address>/<program>`. Such as `localhost:5001/millrace`. */
  readonly address: string;
}

/** With a stack that makes it. */
export type OwnRegistry = OracleRegistry | DigitalOceanRegistry;

export type Registry = OwnRegistry | ExistingRegistry;

interface App {
  /** Must exist in the environment: `streaming` for oci-streaming, `kafka` for kafka. */
  readonly transport: "oci-streaming" | "kafka";
  /** Which of `streaming.streams` it uses. Left out with transport kafka. @default the only one */
  readonly stream?: string;
  /** Kinds of records that it handles; at least one, each once. */
  readonly records: readonly RecordKind[];
  /** Pods. For a consumer at most the partitions of its stream: a group gives each partition to one instance, so more would idle. */
  readonly replicas: number;
  readonly image: {
    /** Version and commit, `none` before the first push. For people only: what runs is what the digest says. */
    readonly version?: string;
    /**
     * `sha256:` and 64 hexadecimal digits, so that what was tested is what runs. All
     * zeros: not pushed yet, and the apps stack refuses to plan.
     */
    readonly digest: string;
  };
  /**
   * Files in /etc/vault, by name, each with the current version of one of
   * `secrets`; a new version appears with new pods. With transport
   * oci-streaming. @default none
   */
  readonly secretFiles?: Readonly<Record<string, string>>;
  readonly resources: {
    /** Requested CPU in thousandths of a core. What is idle may be used beyond it, up to two cores. */
    readonly cpuMillis: number;
    /** Requested memory in MiB, and the limit: a pod that needs more is killed. At least 64. */
    readonly memoryMiB: number;
  };
  readonly exposure: InternalExposure | IngressExposure;
}

/** A Service inside the cluster; people reach it by `kubectl port-forward`. */
export interface InternalExposure {
  readonly kind: "internal";
}

/** An Ingress with TLS, for a cluster that has an ingress controller. */
export interface IngressExposure {
  readonly kind: "ingress";
  readonly host: string;
  /** IngressClass of the controller, such as `nginx`. */
  readonly className: string;
  /** Namespace of the controller: nobody else in the cluster may call the program. */
  readonly controllerNamespace: string;
  /** Secret of type `kubernetes.io/tls` in the environment's namespace. Terraform neither makes nor reads it. */
  readonly tlsSecretName: string;
}

/** Tokens (JWT) of an OpenID Connect issuer; the program fetches its public keys over port 443. */
export interface Authentication {
  /** https URL, exactly as it stands in the tokens' `iss`. */
  readonly issuer: string;
  /** What a token must have in its `aud`. */
  readonly audience: string;
  /** Where the issuer's public keys are. @default what its discovery document says */
  readonly jwksUrl?: string;
  /** That a token must have. @default any token of the issuer for the audience will do */
  readonly scope?: string;
}

export interface Producer extends App {
  readonly program: "producer";
  /** Who may send records. @default whoever reaches the program, and with an ingress that is a warning at synth */
  readonly authentication?: Authentication;
  /** Sample records made per second. 0: none but those that are posted. */
  readonly samplesPerSecond: number;
}

export interface Consumer extends App {
  readonly program: "consumer";
  /** Consumers with the same group share its records. A new name reads the stream from the start. @default the environment's name */
  readonly group?: string;
}
