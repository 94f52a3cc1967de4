/** Where Strimzi's own chart is: definitions and operator must come from the same one. */
export interface StrimziChart {
  /** OCI reference, or path of a packaged chart. */
  readonly chart: string;
  readonly version: string;
}
