import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { startKafkaSandbox } from "../../../sandbox/kafka/server.ts";

describe("the embedded broker", () => {
  it("is known by the name that it was given, and has it in its certificate", async () => {
    const sandbox = await startKafkaSandbox({ host: "kafka.test.svc", port: 0 });
    const certificate = new X509Certificate(readFileSync(sandbox.caFile));
    await sandbox.close();

    expect(sandbox.bootstrapServers).toBe(`kafka.test.svc:${sandbox.port}`);
    expect(certificate.checkHost("kafka.test.svc")).toBe("kafka.test.svc");
    expect(certificate.checkHost("localhost")).toBe("localhost");
  });
});
