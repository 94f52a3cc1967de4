/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  /** Standard output and error. */
  readonly output: string;
}

export function failure({ status, output }: Ended): readonly string[] {
  return status === 0 ? [] : [output.trim().split("\n").slice(-15).join("\n")];
}

/** Why a command was not refused as it must be; nothing when it was. */
export function refusal(ended: Ended, because: string): readonly string[] {
  if (ended.status === 1 && ended.output.includes(because)) return [];
  return [`must be refused: ${because}`, ended.output.trim().split("\n").slice(-15).join("\n")];
}
