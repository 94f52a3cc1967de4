import { writeFileSync } from "node:fs";
import { readKubeconfig } from "../../sandbox/shared/kubeconfig.ts";

/**
 * Writes a kubeconfig in which the API server of another one has the name that
 * an environment knows its cluster by.
 */
export function writeKubeconfig(file: string, context: string, from: string): void {
  const { server, ca, cert, key } = readKubeconfig(from);
  const cluster = { server: server.href, "certificate-authority-data": ca.toString("base64") };
  const user = {
    "client-certificate-data": cert.toString("base64"),
    "client-key-data": key.toString("base64"),
  };
  const name = context;
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    }),
    { mode: 0o600 },
  );
}
