import type { Environment } from "../../environments/schema.ts";
import type { OciSandbox } from "../../sandbox/oci/server.ts";
import { physicalName } from "../../stacks/naming.ts";
import type { StreamConnection } from "../../stacks/program-variables.ts";

/** Makes in the sandbox what the streaming stack makes in the cloud: each stream, and the secret that says where it is. */
export function connectStreamsLocally(
  environment: Environment,
  sandbox: OciSandbox,
): Readonly<Record<string, StreamConnection>> {
  const streams = Object.entries(environment.streaming?.streams ?? {});
  return Object.fromEntries(
    streams.map(([name, { partitions, retentionHours }]) => {
      const stream = sandbox.createStream({
        name: physicalName(environment, name),
        partitions,
        retentionInHours: retentionHours,
      });
      const secret = sandbox.createSecret({
        name: `${physicalName(environment, name)}-connection`,
        content: JSON.stringify({ streamMessagesEndpoint: stream.messagesEndpoint, streamOCID: stream.id }),
      });
      const connection: StreamConnection = {
        messaging: "oci-streaming",
        streamDetailsSecretOcid: secret.id,
        auth: "config-file",
        region: sandbox.region,
        configFile: sandbox.configFile,
        secretsEndpoint: sandbox.url,
      };
      return [name, connection];
    }),
  );
}
