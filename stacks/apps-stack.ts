import { DataOciObjectstorageNamespace } from "@cdktf/provider-oci/data-oci-objectstorage-namespace";
import { AssetType, Fn, type Precondition, TerraformAsset, TerraformLocal, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AppNamespace } from "../constructs/kubernetes/app-namespace.ts";
import { ClusterProviders } from "../constructs/kubernetes/cluster-providers.ts";
import type { KubernetesCluster } from "../constructs/kubernetes/kubernetes-cluster.ts";
import { PullSecret } from "../constructs/kubernetes/pull-secret.ts";
import { StreamApp } from "../constructs/kubernetes/stream-app.ts";
import { imageAddress } from "../constructs/oci/image-address.ts";
import type { BuiltEnvironment } from "../environments/built.ts";
import type { Consumer, Producer } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import {
  registryHost,
  registryStackName,
  repositoryName,
  secretFilesOf,
  stackName,
  type Workload,
} from "./naming.ts";
import { useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import { connectionOf, programVariables, type StreamConnection } from "./program-variables.ts";
import { releaseValues } from "./release-values.ts";
import { registryLogin } from "./variables.ts";

/** What the stack carries with it, so that cdktf.out alone is enough to deploy. */
export interface AppFiles {
  /** Absolute path of the folder charts/stream-app. */
  readonly chart: string;
  /** Absolute path of kube-credential.mjs. */
  readonly credentialScript: string;
}

export interface AppsStackProps {
  readonly environment: BuiltEnvironment;
  readonly cluster: KubernetesCluster;
  /** To every stream of the environment, by its name. */
  readonly connections: Readonly<Record<string, StreamConnection>>;
  /** What programs get as files: OCIDs by name. */
  readonly secretIds: Readonly<Record<string, string>>;
  readonly workloads: readonly Workload[];
  readonly files: AppFiles;
}

/** The namespace and a Helm release for each program. */
export class AppsStack extends TerraformStack {
  constructor(scope: Construct, props: AppsStackProps) {
    const { environment, cluster, connections, secretIds, workloads, files } = props;
    super(scope, stackName(environment, "apps"));
    const { registry } = environment;
    keepState(this, environment.backend);
    useOracle(this, registry.region);
    const credential = new TerraformAsset(this, "kube-credential", {
      path: files.credentialScript,
      type: AssetType.FILE,
    });
    const chart = new TerraformAsset(this, "chart", { path: files.chart, type: AssetType.DIRECTORY });
    new ClusterProviders(this, "providers", { cluster, credentialScript: credential.path });

    const { namespaceName } = new AppNamespace(this, "namespace", { name: environment.name });
    const registryNamespace = new DataOciObjectstorageNamespace(this, "registry-namespace").namespace;
    const login = registryLogin(this);
    const { secretName } = new PullSecret(this, "pull-secret", {
      name: "registry",
      namespace: namespaceName,
      server: registryHost(registry),
      username: Fn.join("/", [registryNamespace, login.username]),
      password: login.authToken,
      passwordRevision: login.authTokenRevision,
    });

    for (const { name, app, serviceAccount } of workloads) {
      new StreamApp(this, `${name}-app`, {
        name,
        namespace: namespaceName,
        chart: chart.path.replace(/\/$/, ""),
        values: releaseValues({
          app,
          image: imageAddress({
            region: registry.region,
            namespace: registryNamespace,
            repository: repositoryName(registry, app.program),
            digest: app.image.digest,
          }),
          imagePullSecret: secretName,
          serviceAccount,
          variables: programVariables(environment, app, connectionOf(environment, app, connections)),
          vaultFiles: secretFilesOf(app, secretIds),
          apiEndpointCidr: environment.cluster.network.endpoint,
        }),
        preconditions: [this.imageIsPushed(name, app, environment)],
      });
      show(this, { [`${name}_page`]: whereThePageIs(name, app, environment) });
    }
  }

  /** A local, because Terraform wants a condition to refer to something. */
  private imageIsPushed(name: string, app: Producer | Consumer, environment: BuiltEnvironment): Precondition {
    const digest = new TerraformLocal(this, `${name}-digest`, app.image.digest);
    return {
      condition: `\${${digest.fqn} != "sha256:${"0".repeat(64)}"}`,
      errorMessage:
        `${environment.name}.apps.${name}.image.digest must be that of a pushed image, got zeros. ` +
        `Run \`npm run images -- push ${environment.name} --registry <registry_address>\` ` +
        `(an output of ${registryStackName(environment.registry)}) and commit environments/images.json.`,
    };
  }
}

function whereThePageIs(name: string, app: Producer | Consumer, environment: BuiltEnvironment) {
  const description = `Where the page of ${name} is.`;
  if (app.exposure.kind === "ingress") return { value: `https://${app.exposure.host}/`, description };
  const forward = `kubectl -n ${environment.name} port-forward service/${name} 8080:80`;
  return { value: `${forward}  # then http://127.0.0.1:8080/`, description };
}
