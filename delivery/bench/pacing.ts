import { setTimeout as sleep } from "node:timers/promises";
import type { OutgoingRecord, Transport } from "../../apps/messaging/transport.ts";
import { spawnOciSandbox } from "./oci-sandbox.ts";
import { printRows } from "./rows.ts";

interface Load {
  readonly partitions: number;
  readonly keys: number;
  /** Of key and value. */
  readonly recordBytes: number;
}

/** Bytes that wait at any time: more than a second's worth, so that the pace alone decides. */
const BACKLOG_PER_PARTITION = 2_000_000;

/** The sandbox, like the service, lets a full request through at once; after this only the steady flow is left. */
const WARM_UP_MS = 4_000;

/**
 * What share of each partition's 1 MB a second gets through to a sandbox that has the limit, and how many entries
 * it has to refuse for it.
 */
export async function benchPacing(milliseconds = 10_000): Promise<void> {
  const loads: readonly Load[] = [
    { partitions: 1, keys: 5_000, recordBytes: 1_000 },
    { partitions: 1, keys: 5_000, recordBytes: 130 },
    { partitions: 3, keys: 5_000, recordBytes: 1_000 },
    { partitions: 6, keys: 5_000, recordBytes: 1_000 },
    { partitions: 3, keys: 0, recordBytes: 1_000 },
  ];
  for (const load of loads) {
    const { share, refused } = await measure(load, milliseconds);
    const { partitions, keys, recordBytes } = load;
    printRows(
      `${partitions} partition${partitions === 1 ? "" : "s"}, ${keys === 0 ? "no" : keys} keys, records of ${recordBytes} bytes`,
      [
        {
          what: "of the partitions' budget",
          value: share * 100,
          unit: "%",
          limit: { at: "least", value: 95 },
        },
        { what: "entries refused", value: refused, unit: "", limit: { at: "most", value: 0 } },
      ],
    );
  }
}

async function measure({ partitions, keys, recordBytes }: Load, milliseconds: number) {
  const sandbox = await spawnOciSandbox(partitions, false);
  let retried = 0;
  const count = (records: number) => {
    retried += records;
  };
  const transport = await sandbox.connect({ retried: count });
  try {
    let acknowledged = 0;
    const makeRecord = recordsOf(keys, recordBytes);
    const stop = await keepBusy(transport, makeRecord, BACKLOG_PER_PARTITION * partitions, (bytes) => {
      acknowledged += bytes;
    });
    await sleep(WARM_UP_MS);
    const before = acknowledged;
    const began = performance.now();
    await sleep(milliseconds);
    const seconds = (performance.now() - began) / 1000;
    const share = (acknowledged - before) / seconds / (partitions * 1_000_000);
    stop();
    return { share, refused: retried };
  } finally {
    await transport.close();
    await sandbox.stop();
  }
}

function recordsOf(keys: number, bytes: number): () => OutgoingRecord {
  let next = 0;
  return () => {
    const key = keys === 0 ? null : `key-${next++ % keys}`;
    return { key, value: Buffer.alloc(bytes - (key?.length ?? 0), "x") };
  };
}

/** Keeps so many bytes in hand until the returned function is called. */
async function keepBusy(
  transport: Transport,
  make: () => OutgoingRecord,
  backlog: number,
  acknowledged: (bytes: number) => void,
): Promise<() => void> {
  const producer = transport.createProducer();
  let open = 0;
  let stopped = false;
  const fill = () => {
    const records: OutgoingRecord[] = [];
    while (!stopped && open < backlog) {
      const record = make();
      open += bytesOf(record);
      records.push(record);
    }
    if (records.length === 0) return;
    void producer.send(records, (index, { status }) => {
      const record = records[index];
      const bytes = record ? bytesOf(record) : 0;
      open -= bytes;
      if (status === "acknowledged") acknowledged(bytes);
    });
  };
  fill();
  const timer = setInterval(fill, 20);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

const bytesOf = ({ key, value }: OutgoingRecord) => (key?.length ?? 0) + value.length;
