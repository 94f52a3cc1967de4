import { describeTransport, type TransportUnderTest } from "../../../support/transport-contract.ts";
import { newStream, type OciStream, startSandbox } from "./oci-stream.ts";

describeTransport("OCI Streaming", async (): Promise<TransportUnderTest> => {
  const sandbox = await startSandbox();
  const streams = new Map<string, OciStream>();
  return {
    connect: (name) => {
      const stream = streams.get(name) ?? newStream(sandbox);
      streams.set(name, stream);
      return stream.connect();
    },
    largestRecord: 1_048_576,
    close: () => sandbox.close(),
  };
});
