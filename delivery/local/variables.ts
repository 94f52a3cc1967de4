import type { Consumer, Environment, Producer } from "../../environments/schema.ts";
import type { OciSandbox } from "../../sandbox/oci/server.ts";
import { programVariables, type StreamConnection } from "../../stacks/program-variables.ts";

/** Makes in the sandbox what the streaming stack makes in the cloud: the stream, and the secret that says where it is. */
export function connectLocally(environment: Environment, sandbox: OciSandbox): StreamConnection {
  const { partitions = 1, retentionHours = 24 } = environment.streaming ?? {};
  const stream = sandbox.createStream({
    name: `${environment.name}-records`,
    partitions,
    retentionInHours: retentionHours,
  });
  const secret = sandbox.createSecret({
    name: `${environment.name}-stream-connection`,
    content: JSON.stringify({ streamMessagesEndpoint: stream.messagesEndpoint, streamOCID: stream.id }),
  });
  return {
    messaging: "oci-streaming",
    streamDetailsSecretOcid: secret.id,
    auth: "config-file",
    region: sandbox.region,
    configFile: sandbox.configFile,
    secretsEndpoint: sandbox.url,
  };
}

/** What the cluster would set, and what the pod would: its name, its port and how long it may drain. */
export function localVariables(
  environment: Environment,
  name: string,
  app: Producer | Consumer,
  connection: StreamConnection,
  port: number,
): Record<string, string> {
  return {
    ...programVariables(environment, app, connection),
    HOST: "127.0.0.1",
    PORT: String(port),
    POD_NAME: `${name}-local`,
    DRAIN_SECONDS: "2",
  };
}
