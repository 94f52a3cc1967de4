/** What stacks carry with them, so that cdktf.out alone is enough to deploy. Absolute paths. */
export interface StackFiles {
  /** The folder charts/stream-app. */
  readonly chart: string;
  /** The folder charts/kafka-cluster. */
  readonly kafkaChart: string;
  /** The folder charts/strimzi-crds. */
  readonly strimziCrdsChart: string;
  /** kube-credential.mjs, bundled. */
  readonly credentialScript: string;
}
