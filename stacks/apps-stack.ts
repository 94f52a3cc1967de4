import { AssetType, type Precondition, TerraformAsset, TerraformLocal, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AppNamespace } from "../constructs/kubernetes/app-namespace.ts";
import { ClusterProviders } from "../constructs/kubernetes/cluster-providers.ts";
import { DeployerAccess } from "../constructs/kubernetes/deployer-access.ts";
import type { KubernetesCluster } from "../constructs/kubernetes/kubernetes-cluster.ts";
import { PullSecret } from "../constructs/kubernetes/pull-secret.ts";
import { StreamApp } from "../constructs/kubernetes/stream-app.ts";
import type { Environment } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { databaseAccess } from "./database.ts";
import type { StackFiles } from "./files.ts";
import { type Images, imagesOf } from "./images.ts";
import {
  imagesFile,
  kafkaNamespace,
  registryStackName,
  secretFilesOf,
  stackName,
  type Workload,
} from "./naming.ts";
import { show } from "./outputs.ts";
import { type Connections, connectionOf, programVariables } from "./program-variables.ts";
import { releaseValues } from "./release-values.ts";
import { deployerGroups } from "./variables.ts";

export interface AppsStackProps {
  readonly environment: Environment;
  readonly cluster: KubernetesCluster;
  readonly connections: Connections;
  /** Of the Kafka stack. Left out without Kafka. */
  readonly kafkaNamespaceName?: string;
  /** What programs get as files: OCIDs by name. */
  readonly secretIds: Readonly<Record<string, string>>;
  readonly workloads: readonly Workload[];
  readonly files: StackFiles;
}

/** The namespace, where a program needs it, and a Helm release for each program. */
export class AppsStack extends TerraformStack {
  private readonly props: AppsStackProps;

  constructor(scope: Construct, props: AppsStackProps) {
    const { environment, cluster, workloads, files } = props;
    super(scope, stackName(environment, "apps"));
    this.props = props;
    keepState(this, environment.backend);
    const credential = new TerraformAsset(this, "kube-credential", {
      path: files.credentialScript,
      type: AssetType.FILE,
    });
    const chart = new TerraformAsset(this, "chart", { path: files.chart, type: AssetType.DIRECTORY });
    new ClusterProviders(this, "providers", { cluster, credentialScript: credential.path });
    const images = imagesOf(this, environment);
    const groups = environment.deployers ? deployerGroups(this) : undefined;

    for (const namespace of new Set(workloads.map((workload) => workload.namespace))) {
      const isOwn = namespace === environment.name;
      const namespaceName = isOwn
        ? new AppNamespace(this, "namespace", { name: namespace }).namespaceName
        : (props.kafkaNamespaceName ?? namespace);
      if (groups !== undefined) {
        new DeployerAccess(this, isOwn ? "deployers" : "kafka-deployers", {
          namespace: namespaceName,
          groups,
        });
      }
      const { login, pullSecrets } = images;
      const made =
        login &&
        new PullSecret(this, isOwn ? "pull-secret" : "kafka-pull-secret", {
          ...login,
          name: "registry",
          namespace: namespaceName,
        });
      const imagePullSecrets = made === undefined ? pullSecrets : [made.secretName];
      for (const workload of workloads.filter((one) => one.namespace === namespace)) {
        this.release(workload, namespaceName, chart.path.replace(/\/$/, ""), images, imagePullSecrets);
      }
    }
  }

  private release(
    { name, app, namespace, serviceAccount }: Workload,
    namespaceName: string,
    chart: string,
    images: Images,
    imagePullSecrets: readonly string[],
  ): void {
    const { environment, connections, secretIds } = this.props;
    const connection = connectionOf(environment, name, app, connections);
    const database = databaseAccess(environment, app, secretIds);
    const { cluster } = environment;
    const hasIdentity =
      cluster.kind === "oke" &&
      connection.messaging === "oci-streaming" &&
      connection.auth === "workload-identity";
    new StreamApp(this, `${name}-app`, {
      name,
      namespace: namespaceName,
      chart,
      values: releaseValues({
        app,
        image: images.address(app.program, app.image.digest),
        imagePullSecrets,
        serviceAccount,
        variables: { ...programVariables(environment, app, connection), ...database.variables },
        secretFiles: [...(connection.secretFiles ?? []), ...database.secretFiles],
        egress: database.egress,
        ...(environment.monitoring && { monitoring: environment.monitoring }),
        vaultFiles: secretFilesOf(app, secretIds),
        ...("kubeSecretFiles" in connection && connection.kubeSecretFiles !== undefined
          ? {
              kubeSecretFiles: {
                ...connection.kubeSecretFiles,
                apiServerCidrs: apiServerCidrs(environment),
              },
            }
          : {}),
        ...(hasIdentity ? { apiEndpointCidr: cluster.network.endpoint } : {}),
        ...(connection.messaging === "kafka" ? { kafkaNamespace: kafkaNamespace(environment) } : {}),
      }),
      // The user's Secret comes last of all that a new Kafka makes.
      ...(connection.messaging === "kafka" ? { secondsToWait: 900 } : {}),
      preconditions: [this.imageIsPushed(name, app.image.digest)],
    });
    show(this, { [`${name}_page`]: whereThePageIs(name, app.exposure, namespace) });
  }

  /** A local, because Terraform wants a condition to refer to something. */
  private imageIsPushed(name: string, imageDigest: string): Precondition {
    const { environment } = this.props;
    const digest = new TerraformLocal(this, `${name}-digest`, imageDigest);
    return {
      condition: `\${${digest.fqn} != "sha256:${"0".repeat(64)}"}`,
      errorMessage:
        `${environment.name}.apps.${name}.image.digest must be that of a pushed image, got zeros. ` +
        `Run ${pushCommand(environment)} and commit ${imagesFile}.`,
    };
  }
}

/** The subnet of OKE's API endpoint; what the environment says of other clusters. */
function apiServerCidrs({ cluster, kafka }: Environment): readonly string[] {
  return cluster.kind === "oke" ? [cluster.network.endpoint] : (kafka?.apiServerCidrs ?? []);
}

function pushCommand({ name, registry }: Environment): string {
  const push = `npm run images -- push ${name}`;
  if (registry.kind !== "ocir") return `\`${push}\``;
  return `\`${push} --registry <registry_address>\` (an output of ${registryStackName(registry)})`;
}

function whereThePageIs(name: string, exposure: Workload["app"]["exposure"], namespace: string) {
  const description = `Where the page of ${name} is.`;
  if (exposure.kind === "ingress") return { value: `https://${exposure.host}/`, description };
  const forward = `kubectl -n ${namespace} port-forward service/${name} 8080:80`;
  return { value: `${forward}  # then http://127.0.0.1:8080/`, description };
}
