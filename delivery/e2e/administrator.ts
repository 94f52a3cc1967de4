import { readKubeconfig } from "../../sandbox/shared/kubeconfig.ts";
import { Kubernetes } from "./kubernetes.ts";

/** The API server behind the stand-ins' clusters, past their endpoints: what runs inside of a cluster sees it so. */
export function administrator(kubeconfig: string): Kubernetes {
  const { server, ca, cert, key } = readKubeconfig(kubeconfig);
  return new Kubernetes({ endpoint: server.href, ca, credential: { cert, key } });
}
