import type { ProgramVariables } from "../apps/messaging/config.ts";
import type { TelemetryVariables } from "../apps/messaging/telemetry-config.ts";
import type {
  EgressRule,
  NetworkPeer,
  SecretFiles,
  StreamAppValues,
} from "../constructs/kubernetes/stream-app-values.ts";
import type { Consumer, Monitoring, Producer } from "../environments/schema.ts";

export interface ReleaseValuesProps {
  readonly app: Producer | Consumer;
  readonly image: string;
  /** Empty where the cluster may pull as it is. */
  readonly imagePullSecrets: readonly string[];
  readonly serviceAccount: string;
  readonly variables: ProgramVariables;
  /** @default nobody watches the programs */
  readonly monitoring?: Monitoring;
  /** @default none */
  readonly secretFiles?: readonly SecretFiles[];
  /** @default none */
  readonly kubeSecretFiles?: NonNullable<StreamAppValues["kubeSecretFiles"]>;
  /** OCIDs of secrets, by the file that each becomes. @default none */
  readonly vaultFiles?: Readonly<Record<string, string>>;
  /** The subnet of the Kubernetes API, where a workload's identity is exchanged. Left out where there is none. */
  readonly apiEndpointCidr?: string;
  /** Where the brokers are. Only with transport kafka. */
  readonly kafkaNamespace?: string;
  /** What it may call beside its stream. @default nothing */
  readonly egress?: readonly EgressRule[];
}

/** What an environment says about an app, as the chart wants to hear it. */
export function releaseValues(props: ReleaseValuesProps): StreamAppValues {
  const { app, image, imagePullSecrets, serviceAccount, variables, apiEndpointCidr, kafkaNamespace } = props;
  const { secretFiles = [], kubeSecretFiles, vaultFiles = {}, egress = [], monitoring = {} } = props;
  const { scraperNamespace, traces } = monitoring;
  const { resources, exposure } = app;
  const memory = `${resources.memoryMiB}Mi`;
  const { ingress, ingressFrom } = exposed(exposure);
  return {
    image,
    imagePullSecrets,
    serviceAccount: { create: true, name: serviceAccount },
    replicas: app.replicas,
    resources: {
      requests: { cpu: `${resources.cpuMillis}m`, memory },
      // Node cannot use more: one thread for JavaScript, and a few for signing requests.
      limits: { cpu: "2", memory },
    },
    env: traces ? { ...variables, ...traceVariables(traces) } : variables,
    workloadIdentity: {
      enabled: apiEndpointCidr !== undefined,
      apiEndpointCidrs: apiEndpointCidr === undefined ? [] : [apiEndpointCidr],
    },
    networkPolicy: {
      enabled: true,
      ingressFrom: scraperNamespace === undefined ? ingressFrom : [...ingressFrom, podsOf(scraperNamespace)],
      // Oracle's services have no fixed addresses; on the way out of a VCN only
      // the service gateway and the NAT gateway take them.
      httpsCidrs: variables.MESSAGING === "oci-streaming" ? ["0.0.0.0/0"] : [],
      extraEgress: [
        ...(kafkaNamespace === undefined ? [] : [brokersOf(kafkaNamespace)]),
        ...egress,
        ...(traces ? [collectorOf(traces)] : []),
      ],
    },
    ingress,
    ...(secretFiles.length === 0 ? {} : { secretFiles }),
    ...(kubeSecretFiles === undefined ? {} : { kubeSecretFiles }),
    ...(Object.keys(vaultFiles).length === 0 ? {} : { vaultFiles }),
  };
}

type Traces = NonNullable<Monitoring["traces"]>;

const otlpPort = 4318;

function traceVariables({ service, namespace, port = otlpPort, percent }: Traces): TelemetryVariables {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${service}.${namespace}.svc:${port}`,
    ...(percent !== undefined && { OTEL_TRACES_SAMPLER_ARG: String(percent / 100) }),
  };
}

function collectorOf({ namespace, port = otlpPort }: Traces): EgressRule {
  return { to: [podsOf(namespace)], ports: [{ protocol: "TCP", port }] };
}

function podsOf(namespace: string): NetworkPeer {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } };
}

/** The listener with TLS and SCRAM of every broker; clients talk to each of them, not only to the first. */
function brokersOf(namespace: string): EgressRule {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        podSelector: { matchLabels: { "strimzi.io/cluster": "main", "strimzi.io/kind": "Kafka" } },
      },
    ],
    ports: [{ protocol: "TCP", port: 9093 }],
  };
}

function exposed(exposure: (Producer | Consumer)["exposure"]): Pick<StreamAppValues, "ingress"> & {
  readonly ingressFrom: StreamAppValues["networkPolicy"]["ingressFrom"];
} {
  if (exposure.kind === "internal") return { ingress: {}, ingressFrom: [] };
  const { host, className, tlsSecretName, controllerNamespace } = exposure;
  return {
    ingress: { host, className, tlsSecretName },
    ingressFrom: [podsOf(controllerNamespace)],
  };
}
