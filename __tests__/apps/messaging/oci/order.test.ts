import type { Fault } from "../../../../sandbox/oci/faults.ts";
import { describeOrder, type Random } from "../../../support/order-property.ts";
import { newStream, startSandbox } from "./oci-stream.ts";

/** One or two faults of puts that end after a few requests. */
function faults(random: Random): Fault[] {
  const operation = "PutMessages";
  const count = 1 + Math.floor(random() * 5);
  const kinds: readonly Fault[] = [
    { kind: "throttle", operation, count, milliseconds: 1 + Math.floor(random() * 30) },
    { kind: "refuse", operation, count, fraction: 0.1 + random() * 0.8 },
    { kind: "status", operation, count, status: random() < 0.5 ? 500 : 429 },
    { kind: "latency", operation, count, milliseconds: Math.floor(random() * 40) },
    { kind: "drop", operation, count: 1 + (count % 2) },
    { kind: "hang", operation, count: 1 },
    { kind: "unauthenticated", operation, count: 1 },
  ];
  const pick = () => kinds[Math.floor(random() * kinds.length)] as Fault;
  const [first, second] = [pick(), pick()];
  return first.kind === second.kind ? [first] : [first, second];
}

describeOrder("OCI Streaming", async () => {
  const sandbox = await startSandbox();
  const stream = newStream(sandbox, 3);
  return {
    connect: () => stream.connect({ requestTimeoutMs: 150 }),
    disturb: (random) => sandbox.faults.set(...faults(random)),
    records: () => sandbox.records(stream.streamId),
    close: async () => {
      await stream.close();
      await sandbox.close();
    },
  };
});
