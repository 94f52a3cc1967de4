import { randomBytes } from "node:crypto";
import { Endpoints } from "../shared/endpoints.ts";
import { commonFaultKinds, Faults } from "../shared/faults.ts";
import { startHttpServer } from "../shared/http-server.ts";
import { readKubeconfig } from "../shared/kubeconfig.ts";
import { startKubernetesEndpoint } from "../shared/kubernetes-endpoint.ts";
import { handleRequest, type UnknownCall } from "../shared/request-handler.ts";
import type { Route } from "../shared/routes.ts";
import { Account, type AccountOptions, type Fields, type ItemSummary } from "./account.ts";
import { alertRoutes } from "./alerts.ts";
import { clusterAccessRoutes } from "./cluster-access.ts";
import { ClusterTokens } from "./cluster-tokens.ts";
import { clusterRoutes } from "./clusters.ts";
import { nodePoolRoutes } from "./node-pools.ts";
import { addDefaultProject, projectRoutes } from "./projects.ts";
import { registryRoutes } from "./registries.ts";
import { digitalOceanService } from "./service.ts";
import { tagRoutes } from "./tags.ts";
import { addDefaultVpcs, vpcRoutes } from "./vpcs.ts";

export interface DigitalOceanSandboxOptions extends AccountOptions {
  /** On 127.0.0.1; 0 takes any that is free. @default 4600 */
  readonly port?: number | undefined;
  /**
   * A kubeconfig file: its API server is the one behind every cluster that is
   * made here, and works with the rights of the file's user.
   *
   * @default none: who knocks at a cluster with a good token is answered 503
   */
  readonly kubeconfig?: string | undefined;
}

export interface DigitalOceanSandbox {
  readonly url: string;
  /** The only API token that is good. */
  readonly token: string;
  readonly faults: Faults;
  /** Calls that were answered 501, oldest first. */
  readonly unknownCalls: readonly UnknownCall[];
  /** Everything that was made and is not yet gone. */
  resources(): ItemSummary[];
  /** Changes fields of a resource behind Terraform's back. Throws when there is none with the id. */
  change(id: string, patch: Fields): void;
  /** Makes what a cluster's own controllers make for a Service or a volume claim. Returns its id. */
  addAssociated(clusterId: string, kind: "loadbalancer" | "volume", name: string): string;
  /** Cuts every connection, those that hang too. */
  close(): Promise<void>;
}

/** Starts a stand-in for DigitalOcean's API on this machine. Rejects with code EADDRINUSE when the port is taken. */
export async function startDigitalOceanSandbox(
  options: DigitalOceanSandboxOptions = {},
): Promise<DigitalOceanSandbox> {
  const { port = 4600, kubeconfig } = options;
  const account = new Account(options);
  addDefaultVpcs(account);
  addDefaultProject(account);
  const token = `dop_v1_${randomBytes(32).toString("hex")}`;
  const tokens = new ClusterTokens(account.clock);
  const api = kubeconfig === undefined ? undefined : readKubeconfig(kubeconfig);
  const endpoints = new Endpoints((clusterId) =>
    startKubernetesEndpoint({
      api,
      authenticate: (authorization) => tokens.verify(clusterId, authorization),
    }),
  );
  const routes: readonly Route[] = [
    ...vpcRoutes(account),
    ...clusterRoutes(account, endpoints),
    ...nodePoolRoutes(account),
    ...clusterAccessRoutes(account, { endpoints, tokens }),
    ...registryRoutes(account),
    ...projectRoutes(account),
    ...alertRoutes(account),
    ...tagRoutes(account),
  ];
  const faults = new Faults({
    kinds: commonFaultKinds,
    operations: () => routes.map(({ operation }) => operation),
  });
  const unknownCalls: UnknownCall[] = [];
  const service = digitalOceanService({ routes, faults, token, unknownCalls, account });
  const server = await startHttpServer(port, (request, response) =>
    handleRequest(request, response, service),
  ).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE" ? portTaken(port, error) : error;
  });

  return {
    url: server.url,
    token,
    faults,
    unknownCalls,
    resources: () => account.summaries(),
    change: (id, patch) => void service.change(id, patch),
    addAssociated(clusterId, kind, name) {
      const { vpc_uuid } = account.get("kubernetes", clusterId).fields;
      const fields = { name, cluster: clusterId, created_at: account.now() };
      return account.add(kind, kind === "loadbalancer" ? { ...fields, vpc_uuid } : fields).id;
    },
    async close() {
      await Promise.all([endpoints.closeAll(), server.close()]);
    },
  };
}

function portTaken(port: number, cause: Error): Error {
  const message = `DigitalOcean sandbox: port must be free on 127.0.0.1, got ${port}, which is in use. Choose another, or 0 for any.`;
  return Object.assign(new Error(message, { cause }), { code: "EADDRINUSE" });
}
