import { region } from "../ocid.ts";

export interface KubeconfigContent {
  readonly clusterId: string;
  /** `host:port` */
  readonly address: string;
  /** PEM */
  readonly caCertificate: string;
}

/** A kubeconfig as the container engine writes its version 2.0.0: a command in place of a token. */
export function kubeconfigContent({ clusterId, address, caCertificate }: KubeconfigContent): string {
  const short = `c${clusterId.slice(-10)}`;
  const argumentsOfOci = ["ce", "cluster", "generate-token", "--cluster-id", clusterId, "--region", region];
  return `---
apiVersion: v1
kind: ""
clusters:
- name: cluster-${short}
  cluster:
    server: https://${address}
    certificate-authority-data: ${Buffer.from(caCertificate).toString("base64")}
users:
- name: user-${short}
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: oci
      args:
${argumentsOfOci.map((argument) => `      - ${argument}`).join("\n")}
      env: []
contexts:
- name: context-${short}
  context:
    cluster: cluster-${short}
    user: user-${short}
current-context: context-${short}
`;
}
