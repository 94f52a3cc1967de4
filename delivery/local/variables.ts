import type { Consumer, Environment, Producer } from "../../environments/schema.ts";
import type { OciSandbox } from "../../sandbox/oci/server.ts";
import { physicalName } from "../../stacks/naming.ts";
import {
  type Connections,
  connectionOf,
  programVariables,
  type StreamConnection,
} from "../../stacks/program-variables.ts";

/** Makes in the sandbox what the streaming stack makes in the cloud: each stream, and the secret that says where it is. */
export function connectLocally(environment: Environment, sandbox: OciSandbox): Connections {
  const streams = Object.entries(environment.streaming?.streams ?? {});
  const connections = Object.fromEntries(
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
  return { streams: connections, kafka: {} };
}

/** What the cluster would set, and what the pod would: its name, its port and how long it may drain. */
export function localVariables(
  environment: Environment,
  name: string,
  app: Producer | Consumer,
  connections: Connections,
  port: number,
): Record<string, string> {
  return {
    ...programVariables(environment, app, connectionOf(environment, name, app, connections)),
    HOST: "127.0.0.1",
    PORT: String(port),
    POD_NAME: `${name}-local`,
    DRAIN_SECONDS: "2",
  };
}
