import type { TcpProxy } from "./tcp-proxy.ts";

export type EngineName = "oci-streaming" | "kafka";

/** A stream on this machine, with a network in front of it that can be disturbed. */
export interface Engine {
  readonly name: EngineName;
  readonly network: TcpProxy;
  /** What a program needs to use it. */
  variables(program: "producer" | "consumer"): Readonly<Record<string, string>>;
  /** Of a producer that is not one of the programs. */
  readonly rawVariables: Readonly<Record<string, string>>;
  /** Some of what is sent is refused, in the service's own words, until {@link clear}. */
  refuseHalf(): void;
  /** What is sent arrives, but for so many requests the answer gets lost. */
  loseAnswers(count: number): void;
  /** Every read position that was handed out is forgotten. */
  forgetReaders(): void;
  /** Every secret that the programs use is replaced, and the old one refused from then on. */
  rotateSecrets(): Promise<void>;
  /** Everything switched on is switched off again. */
  clear(): void;
  close(): Promise<void>;
}
