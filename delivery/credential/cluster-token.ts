/** What a cluster lets in for minutes. */
export interface ClusterToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}
