import { pino } from "pino";
import { readConfig } from "../../apps/messaging/config.ts";
import { connect } from "../../apps/messaging/connect.ts";
import { noMetrics } from "../../apps/messaging/transport-metrics.ts";

/** Sends bytes that no producer of ours would send; rejects unless the stream takes them. */
export async function sendRaw(variables: Readonly<Record<string, string>>, value: Buffer): Promise<void> {
  const { messaging } = readConfig({ ...variables, RECORDS: "people" }, "producer");
  const transport = await connect(messaging, { log: pino({ level: "silent" }), metrics: noMetrics });
  try {
    const producer = transport.createProducer();
    const [result] = await producer.send([{ key: null, value }]);
    await producer.close();
    if (result?.status !== "acknowledged") {
      throw new Error(`stream: must take ${value.length} bytes, got ${JSON.stringify(result)}.`);
    }
  } finally {
    await transport.close();
  }
}
