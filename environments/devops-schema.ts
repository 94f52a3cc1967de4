/**
 * OCI DevOps, for a team that stays within Oracle Cloud (docs/oci-devops.md): a
 * repository for the code, a build of each push, and a deployment that waits for
 * approval. On OKE, with a registry of kind ocir in the cluster's region, and on
 * x86 workers, because what builds is one.
 */
export interface Devops {
  /** Each push to it is built, and deployed once approved. @default "main" */
  readonly branch?: string;
  /** Everybody here hears of builds, deployments and approvals that are waited for, after confirming a first mail. */
  readonly emails: readonly string[];
  /** People, 1 to 10, who have to approve a deployment. @default 1 */
  readonly approvals?: number;
}
