import type { Consumer, Environment, Producer } from "../../environments/schema.ts";
import { type Connections, connectionOf, programVariables } from "../../stacks/program-variables.ts";

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
