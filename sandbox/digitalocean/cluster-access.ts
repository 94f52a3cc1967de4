import type { Endpoints } from "../shared/endpoints.ts";
import { jsonBody } from "../shared/json-body.ts";
import type { KubernetesEndpoint } from "../shared/kubernetes-endpoint.ts";
import type { Route } from "../shared/routes.ts";
import type { Account } from "./account.ts";
import type { ClusterTokens } from "./cluster-tokens.ts";
import { stateOf } from "./clusters.ts";
import { notFound, preconditionFailed } from "./errors.ts";
import { route } from "./route.ts";

export interface ClusterAccessProps {
  readonly endpoints: Endpoints<KubernetesEndpoint>;
  readonly tokens: ClusterTokens;
}

/** How to get into a cluster, and which clusters may pull from the registry. */
export function clusterAccessRoutes(account: Account, { endpoints, tokens }: ClusterAccessProps): Route[] {
  const integrate = (operation: string, method: string, registry_enabled: boolean) =>
    route(operation, method, "kubernetes/registry", (call) => {
      const { cluster_uuids = [] } = jsonBody(call) as { readonly cluster_uuids?: readonly string[] };
      if (account.all("registry").length === 0) throw preconditionFailed("the account has no registry");
      const clusters = cluster_uuids.map((id) => account.get("kubernetes", id));
      for (const cluster of clusters) account.change(cluster, { registry_enabled });
      return { status: 204 };
    });
  return [
    route(
      "GetKubernetesCredentials",
      "GET",
      "kubernetes/clusters/{id}/credentials",
      ({ path: [id = ""], query }) => {
        const cluster = account.get("kubernetes", id);
        if (stateOf(cluster) === "provisioning") throw preconditionFailed("the cluster is not ready yet");
        const endpoint = endpoints.get(id);
        if (!endpoint) throw notFound();
        const { token, expiresAt } = tokens.issue(id, Number(query.get("expiry_seconds") ?? 0));
        return {
          body: {
            server: `https://${endpoint.address}`,
            certificate_authority_data: Buffer.from(endpoint.caCertificate).toString("base64"),
            client_certificate_data: null,
            client_key_data: null,
            token,
            expires_at: new Date(expiresAt).toISOString(),
          },
        };
      },
    ),
    integrate("AddRegistry", "POST", true),
    integrate("RemoveRegistry", "DELETE", false),
  ];
}
