import type { Endpoints } from "../../shared/endpoints.ts";
import { jsonBody } from "../../shared/json-body.ts";
import type { KubernetesEndpoint } from "../../shared/kubernetes-endpoint.ts";
import type { Call, Route } from "../../shared/routes.ts";
import { invalidParameter } from "../errors.ts";
import type { Store } from "../store.ts";
import { requireEnabled } from "./keys.ts";
import { kubeconfigContent } from "./kubeconfig-content.ts";
import { availableUpgrades, requireClusterVersion } from "./kubernetes-versions.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { created, type Fields, type Resource, type ResourceType } from "./resource-type.ts";

/** Clusters, and the servers that stand for their Kubernetes API. */
export function clusterType(endpoints: Endpoints<KubernetesEndpoint>): ResourceType {
  return {
    name: "Cluster",
    path: "/20180222/clusters",
    ocid: "cluster",
    nameField: "name",
    list: "array",
    lifeCycle: { ...created, updating: "UPDATING" },
    workRequest: {
      entity: "cluster",
      operations: { CREATED: "CLUSTER_CREATE", UPDATED: "CLUSTER_UPDATE", DELETED: "CLUSTER_DELETE" },
    },
    references: ["vcnId"],
    create(details, { store, id }) {
      requireClusterVersion(details.kubernetesVersion);
      const { options = {}, endpointConfig = {} } = details as Record<string, Fields>;
      requireAll(store, endpointConfig.subnetId, endpointConfig.nsgIds, options.serviceLbSubnetIds);
      if (details.kmsKeyId !== undefined) requireEnabled(store, String(details.kmsKeyId));
      endpoints.open(id);
      return {
        type: details.type ?? "BASIC_CLUSTER",
        clusterPodNetworkOptions: details.clusterPodNetworkOptions ?? [{ cniType: "FLANNEL_OVERLAY" }],
        imagePolicyConfig: details.imagePolicyConfig ?? { isPolicyEnabled: false, keyDetails: [] },
        endpointConfig: { isPublicIpEnabled: false, nsgIds: [], ...endpointConfig },
        options: {
          addOns: { isKubernetesDashboardEnabled: false, isTillerEnabled: false },
          admissionControllerOptions: { isPodSecurityPolicyEnabled: false },
          ipFamilies: ["IPv4"],
          ...options,
          kubernetesNetworkConfig: {
            podsCidr: "10.244.0.0/16",
            servicesCidr: "10.96.0.0/16",
            ...(options.kubernetesNetworkConfig as Fields | undefined),
          },
        },
        metadata: { timeCreated: new Date(store.clock()).toISOString() },
      };
    },
    update(details, { id, fields }, { store }) {
      if (details.kubernetesVersion !== undefined) {
        const pools = store.resources.all().filter((other) => other.fields.clusterId === id);
        const versions = pools.flatMap(
          ({ fields }) => (fields.kubernetesVersion as string | undefined) ?? [],
        );
        requireClusterVersion(details.kubernetesVersion, String(fields.kubernetesVersion), versions);
      }
      if (details.type === "BASIC_CLUSTER" && fields.type === "ENHANCED_CLUSTER") {
        throw invalidParameter("An enhanced cluster cannot become a basic one.");
      }
      return { options: { ...(fields.options as Fields), ...(details.options as Fields | undefined) } };
    },
    view: (cluster) => ({
      ...cluster.fields,
      ...(cluster.fields.lifecycleState !== "CREATING" && { endpoints: addresses(cluster, endpoints) }),
      availableKubernetesUpgrades: availableUpgrades(String(cluster.fields.kubernetesVersion)),
    }),
    deleted(cluster, { resources }) {
      void endpoints.close(cluster.id);
      for (const other of resources.all()) if (other.fields.clusterId === cluster.id) resources.remove(other);
    },
  };
}

/** Of every cluster the sandbox's endpoint is on this machine, whatever it would be in the VCN. */
function addresses({ id, fields }: Resource, endpoints: Endpoints<KubernetesEndpoint>): Fields {
  const { isPublicIpEnabled } = fields.endpointConfig as Fields;
  const address = endpoints.get(id)?.address;
  return {
    kubernetes: address,
    privateEndpoint: address,
    ...(isPublicIpEnabled === true && { publicEndpoint: address }),
    vcnHostnameEndpoint: `${id.slice(-11)}.endpoint.vcn.oraclevcn.com:6443`,
  };
}

export function clusterRoutes(store: Store, endpoints: Endpoints<KubernetesEndpoint>): Route[] {
  const type = clusterType(endpoints);
  const { resources } = store;
  const action = (operation: string, path: string, handle: Route["handle"]): Route => ({
    operation,
    method: "POST",
    path: new RegExp(`^${type.path}/([^/]+)/${path}$`),
    handle,
  });
  const clusterOf = ({ path }: Call) => resources.get(path[0] ?? "");
  return [
    ...resourceRoutes(store, type).map((route) =>
      // The endpoint takes a moment to start, and whoever reads the cluster may want its address.
      route.operation === "CreateCluster" ? { ...route, handle: afterwards(route.handle) } : route,
    ),
    action("CreateKubeconfig", "kubeconfig/content", (call) => {
      const cluster = clusterOf(call);
      const { tokenVersion = "2.0.0", endpoint } = jsonBody(call);
      if (tokenVersion !== "2.0.0") throw invalidParameter(`Invalid tokenVersion ${String(tokenVersion)}.`);
      const { isPublicIpEnabled } = cluster.fields.endpointConfig as Fields;
      if (endpoint === "PUBLIC_ENDPOINT" && isPublicIpEnabled !== true) {
        throw invalidParameter("The cluster has no public endpoint.");
      }
      const server = endpoints.get(cluster.id);
      if (!server || cluster.fields.lifecycleState === "CREATING") {
        throw invalidParameter("The cluster has no endpoint yet.");
      }
      const headers = { "content-type": "application/x-yaml" };
      return { headers, body: kubeconfigContent({ ...server, clusterId: cluster.id }) };
    }),
    action("UpdateClusterEndpointConfig", "actions/updateEndpointConfig", (call) => {
      const cluster = clusterOf(call);
      const endpointConfig = { ...(cluster.fields.endpointConfig as Fields), ...jsonBody(call) };
      resources.update(cluster, { endpointConfig }, { store, url: `http://${call.headers.host}` });
      return { status: 202, headers: resources.workRequestHeaders(cluster, "UPDATED") };
    }),
  ];

  function afterwards(handle: Route["handle"]): Route["handle"] {
    return async (call) => {
      const answer = await handle(call);
      await endpoints.opened();
      return answer;
    };
  }
}

/** Throws 404 unless all of them exist. */
export function requireAll({ resources }: Store, ...ids: readonly unknown[]): void {
  for (const id of ids.flat()) if (id !== undefined && id !== null) resources.get(String(id));
}
