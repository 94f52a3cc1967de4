import type { ProgramVariables } from "../apps/messaging/config.ts";
import type { StreamAppValues } from "../constructs/kubernetes/stream-app-values.ts";
import type { Consumer, Producer } from "../environments/schema.ts";

export interface ReleaseValuesProps {
  readonly app: Producer | Consumer;
  readonly image: string;
  readonly imagePullSecret: string;
  readonly serviceAccount: string;
  readonly variables: ProgramVariables;
  /** OCIDs of secrets, by the file that each becomes. @default none */
  readonly vaultFiles?: Readonly<Record<string, string>>;
  readonly apiEndpointCidr: string;
}

/** What an environment says about an app, as the chart wants to hear it. */
export function releaseValues(props: ReleaseValuesProps): StreamAppValues {
  const { app, image, imagePullSecret, serviceAccount, variables, vaultFiles = {}, apiEndpointCidr } = props;
  const { resources, exposure } = app;
  const memory = `${resources.memoryMiB}Mi`;
  const { ingress, ingressFrom } = exposed(exposure);
  return {
    image,
    imagePullSecrets: [imagePullSecret],
    serviceAccount: { create: true, name: serviceAccount },
    replicas: app.replicas,
    resources: {
      requests: { cpu: `${resources.cpuMillis}m`, memory },
      // Node cannot use more: one thread for JavaScript, and a few for signing requests.
      limits: { cpu: "2", memory },
    },
    env: variables,
    workloadIdentity: { enabled: true, apiEndpointCidrs: [apiEndpointCidr] },
    networkPolicy: {
      enabled: true,
      ingressFrom,
      // Oracle's services have no fixed addresses; on the way out of the VCN
      // only the service gateway and the NAT gateway take them.
      httpsCidrs: ["0.0.0.0/0"],
      extraEgress: [],
    },
    ingress,
    ...(Object.keys(vaultFiles).length === 0 ? {} : { vaultFiles }),
  };
}

function exposed(exposure: (Producer | Consumer)["exposure"]): Pick<StreamAppValues, "ingress"> & {
  readonly ingressFrom: StreamAppValues["networkPolicy"]["ingressFrom"];
} {
  if (exposure.kind === "internal") return { ingress: {}, ingressFrom: [] };
  const { host, className, tlsSecretName, controllerNamespace } = exposure;
  const matchLabels = { "kubernetes.io/metadata.name": controllerNamespace };
  return {
    ingress: { host, className, tlsSecretName },
    ingressFrom: [{ namespaceSelector: { matchLabels } }],
  };
}
