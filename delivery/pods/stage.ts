import type { Cluster } from "./cluster.ts";
import type { ProgramName } from "./kafka.ts";

export interface Stage {
  readonly cluster: Cluster;
  /** With the bundles that run in pods. */
  readonly folder: string;
  readonly images: Readonly<Record<ProgramName, string>>;
}

/** @returns what went wrong */
export type Step = (stage: Stage) => Promise<readonly string[]>;
