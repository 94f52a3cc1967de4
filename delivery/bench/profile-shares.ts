/** As V8's inspector gives it: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

export type Share =
  | "waiting"
  | "garbage collection"
  | "Node's own code and system calls"
  | "the program's code";

/** What a program's thread did, in per cent of the profile's time. */
export function profileShares({ nodes, samples, timeDeltas }: CpuProfile): ReadonlyMap<Share, number> {
  const shares = new Map(nodes.map(({ id, callFrame }) => [id, shareOf(callFrame)]));
  const micros = new Map<Share, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const time = timeDeltas[index] ?? 0;
    const share = shares.get(id) ?? "the program's code";
    micros.set(share, (micros.get(share) ?? 0) + time);
    total += time;
  }
  return new Map([...micros].map(([share, time]) => [share, (100 * time) / total]));
}

function shareOf({ functionName, url }: { readonly functionName: string; readonly url: string }): Share {
  if (functionName === "(idle)") return "waiting";
  if (functionName === "(garbage collector)") return "garbage collection";
  // What has no file is compiled into Node, such as writev and JSON.parse.
  return url === "" || url.startsWith("node:") ? "Node's own code and system calls" : "the program's code";
}
