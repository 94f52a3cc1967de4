import { describe, expect, it } from "@jest/globals";
import { trace } from "@opentelemetry/api";
import { createLog } from "../../../../apps/messaging/log.ts";
import { OtlpExport } from "../../../../apps/messaging/tracing/otlp-export.ts";

describe("the export of traces", () => {
  it("tells why a receiver cannot be reached, once", async () => {
    const lines: object[] = [];
    const log = createLog("producer", "pod-0", "info", {
      write: (line) => void lines.push(JSON.parse(line)),
    });
    // compressnet, where nobody listens and which fetch does not refuse by itself.
    const exporter = OtlpExport.start({ endpoint: "http://127.0.0.1:2", headers: {}, share: 1 }, {}, log);
    exporter?.startSpan("one").end();
    await exporter?.close();
    await exporter?.close();
    trace.disable();

    expect(lines).toMatchObject([
      { level: "warn", reason: "connect ECONNREFUSED 127.0.0.1:2", msg: "traces cannot be sent" },
    ]);
    expect(lines).toHaveLength(1);
  });
});
