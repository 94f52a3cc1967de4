import type { KubernetesApi } from "../shared/kubeconfig.ts";
import { type KubernetesEndpoint, startKubernetesEndpoint } from "../shared/kubernetes-endpoint.ts";
import { type OkeTokenProps, verifyOkeToken } from "./oke-token.ts";

export interface OkeEndpointProps extends OkeTokenProps {
  /** The API server behind the endpoint. @default none: whoever is let in is answered 503 */
  readonly api?: KubernetesApi | undefined;
}

/** Starts the API endpoint of an OKE cluster: it lets in who brings a token of this cluster. */
export function startOkeEndpoint({ api, ...token }: OkeEndpointProps): Promise<KubernetesEndpoint> {
  return startKubernetesEndpoint({
    api,
    authenticate: (authorization) => verifyOkeToken(authorization, token),
  });
}
