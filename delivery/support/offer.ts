import type { DoksCluster } from "../../environments/doks-schema.ts";
import type { OkeCluster } from "../../environments/oke-schema.ts";
import { digitalOceanUrl } from "../credential/digitalocean-url.ts";
import { ask, fieldsOf } from "../credential/http.ts";
import { signingIdentity, type Variables } from "../credential/identity.ts";
import { authorization } from "../credential/signature.ts";

/** What a cloud makes clusters of today. */
export interface Offer {
  readonly versions: readonly string[];
  /** Names of images for workers; undefined where the cloud chooses them itself. */
  readonly images?: readonly string[];
}

const remedy = "Try again later; if it stays so, look at the identity and at the cloud's status page.";

/**
 * Asks the cloud of a cluster what it offers where the cluster is.
 *
 * @throws Error of one line when it cannot be known
 */
export function offerOf(cluster: OkeCluster | DoksCluster, variables: Variables): Promise<Offer> {
  return cluster.kind === "oke" ? ofOracle(cluster, variables) : ofDigitalOcean(variables);
}

/** https://docs.oracle.com/iaas/api/#/en/containerengine/20180222/ */
async function ofOracle({ region }: OkeCluster, variables: Variables): Promise<Offer> {
  const identity = await signingIdentity(variables);
  // As Oracle's plugin for Terraform is told where else a service is.
  const [, elsewhere] =
    /(?:^|;)oci_containerengine\.ContainerEngineClient=([^;]+)/.exec(variables.CLIENT_HOST_OVERRIDES ?? "") ??
    [];
  const url = new URL(elsewhere ?? `https://containerengine.${region}.oci.oraclecloud.com`);
  const get = async (path: string) => {
    const target = new URL(`/20180222/${path}/all`, url);
    target.searchParams.set("compartmentId", variables.TF_VAR_compartment_ocid ?? "");
    const signed = {
      date: new Date().toUTCString(),
      "(request-target)": `get ${target.pathname}${target.search}`,
      host: target.host,
    };
    const { date, host } = signed;
    const header = authorization(identity.keyId, identity.privateKey, signed);
    const answer = await ask(target.href, { headers: { date, host, authorization: header } }, remedy);
    return fieldsOf(answer, target.href, remedy);
  };
  const [clusters, pools] = [await get("clusterOptions"), await get("nodePoolOptions")];
  return {
    versions: list<string>(clusters.kubernetesVersions, url).map((version) => version.replace(/^v/, "")),
    images: list<{ sourceName: string }>(pools.sources, url).map(({ sourceName }) => sourceName),
  };
}

/** https://docs.digitalocean.com/reference/api/digitalocean/#operation/kubernetes_list_options */
async function ofDigitalOcean(variables: Variables): Promise<Offer> {
  const url = new URL("/v2/kubernetes/options", digitalOceanUrl(variables));
  const token = variables.DIGITALOCEAN_TOKEN || variables.DIGITALOCEAN_ACCESS_TOKEN;
  if (!token) throw new Error("DIGITALOCEAN_TOKEN must be set, got none. Make one that may read.");
  const answer = await ask(url.href, { headers: { authorization: `Bearer ${token}` } }, remedy);
  const { options } = fieldsOf(answer, url.href, remedy);
  const { versions } = (options ?? {}) as { readonly versions?: unknown };
  return { versions: list<{ slug: string }>(versions, url).map(({ slug }) => slug) };
}

/** An empty list would make everything look withdrawn. */
function list<Item>(value: unknown, url: URL): readonly Item[] {
  if (Array.isArray(value) && value.length > 0) return value as Item[];
  throw new Error(`${url.origin}: must list what it offers, got nothing. ${remedy}`);
}
