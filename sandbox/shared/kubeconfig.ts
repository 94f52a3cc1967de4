import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";

/** How to reach an API server as its administrator. */
export interface KubernetesApi {
  readonly server: URL;
  /** The rest is PEM. */
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

type Entry = Readonly<Record<string, unknown>> | undefined;

/**
 * Reads what a context of a kubeconfig says; of the ways to log in only a client certificate will do.
 *
 * @param contextName of the context, the file's current one unless given
 */
export function readKubeconfig(file: string, contextName?: string): KubernetesApi {
  const config = (parse(readFileSync(file, "utf8")) ?? {}) as Entry;
  const named = (list: string, kind: string, name: unknown): Entry => {
    const entries = (config?.[list] ?? []) as { readonly name: string; readonly [kind: string]: unknown }[];
    return entries.find((entry) => entry.name === name)?.[kind] as Entry;
  };
  const context = named("contexts", "context", contextName ?? config?.["current-context"]);
  const cluster = named("clusters", "cluster", context?.cluster);
  const user = named("users", "user", context?.user);

  /** Inline as base64, or in a file beside the kubeconfig. */
  const pem = (entry: Entry, property: string): Buffer => {
    const data = entry?.[`${property}-data`];
    if (typeof data === "string") return Buffer.from(data, "base64");
    const path = entry?.[property];
    if (typeof path === "string") return readFileSync(resolve(dirname(file), path));
    throw new Error(
      `sandbox: kubeconfig ${file} must have ${property} in its current context, got none. ` +
        "Use one with a CA and a client certificate, as kind, k3d and kube-local write it.",
    );
  };
  return {
    ca: pem(cluster, "certificate-authority"),
    cert: pem(user, "client-certificate"),
    key: pem(user, "client-key"),
    server: new URL(String(cluster?.server)),
  };
}
