import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DataOciObjectstorageNamespace } from "@cdktf/provider-oci/data-oci-objectstorage-namespace";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { secondsToRoll } from "../constructs/kubernetes/stream-app.ts";
import { BuildPipeline } from "../constructs/oci/build-pipeline.ts";
import { ContainerRepositories } from "../constructs/oci/container-repositories.ts";
import { DeployPipeline } from "../constructs/oci/deploy-pipeline.ts";
import { DevopsProject } from "../constructs/oci/devops-project.ts";
import { NotificationTopic } from "../constructs/oci/notification-topic.ts";
import { pipelineParameter } from "../constructs/oci/pipeline-parameter.ts";
import { PipelinePolicy } from "../constructs/oci/pipeline-policy.ts";
import type { Devops } from "../environments/devops-schema.ts";
import type { OkeCluster } from "../environments/oke-schema.ts";
import type { Environment, OracleRegistry } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import {
  oracleRegistryHost,
  physicalName,
  repositoryName,
  stackName,
  tagsOf,
  type Workload,
} from "./naming.ts";
import { homeRegionProvider, useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import type { OkeSide } from "./streaming-stack.ts";
import { compartmentOcid, tenancyOcid } from "./variables.ts";

export interface DevopsStackProps extends OkeSide {
  readonly environment: Environment;
  readonly settings: OkeCluster;
  readonly registry: OracleRegistry;
  readonly devops: Devops;
  readonly workloads: readonly Workload[];
  /** The folder charts/stream-app. */
  readonly chart: string;
}

const specs = { build: "delivery/oci-devops/build.yaml", digests: "delivery/oci-devops/digests.yaml" };

/**
 * Oracle's own pipelines: a push builds both images, and after approval the
 * releases of the apps stack get them. The apps stack must be there before; what
 * else a release says still comes from there (docs/oci-devops.md).
 */
export class DevopsStack extends TerraformStack {
  constructor(scope: Construct, props: DevopsStackProps) {
    const { environment, settings, registry, devops, clusterId, network, workloads, chart } = props;
    super(scope, stackName(environment, "devops"));
    keepState(this, environment.backend);
    useOracle(this, settings.region);
    const compartmentId = compartmentOcid(this);
    const freeformTags = tagsOf(environment);
    const home = homeRegionProvider(this, tenancyOcid(this));
    const { namespace } = new DataOciObjectstorageNamespace(this, "registry-namespace");
    const { name } = environment;
    const address = (repository: string) => `${oracleRegistryHost(registry)}/${namespace}/${repository}`;
    const programs = [...new Set(workloads.map(({ app }) => app.program))].sort();
    const repositoryOf = (program: string) => repositoryName(registry, program);

    const chartRepository = `${name}/stream-app`;
    new ContainerRepositories(this, "charts", { compartmentId, names: [chartRepository], freeformTags });
    const { topicId } = new NotificationTopic(this, "topic", {
      compartmentId,
      name: physicalName(environment, "devops"),
      description: `Builds and deployments of ${name}`,
      emails: devops.emails,
      freeformTags,
    });
    const { projectId, log } = new DevopsProject(this, "project", {
      compartmentId,
      name,
      topicId,
      freeformTags,
    });
    const isPrivate = settings.endpoint.visibility === "private";
    const { pipelineId: deployPipelineId } = new DeployPipeline(this, "deploy", {
      projectId,
      name,
      clusterId,
      ...(isPrivate && {
        privateAccess: { subnetId: network.workerSubnetId, securityGroupId: network.workerSecurityGroupId },
      }),
      chart: { url: `oci://${address(chartRepository)}`, version: versionOf(chart) },
      releases: workloads.map(({ name: release, app, namespace: into }) => ({
        name: release,
        namespace: into,
        image: `${address(repositoryOf(app.program))}@${pipelineParameter(digestParameter(app.program))}`,
        timeoutInSeconds: secondsToRoll(app.replicas),
      })),
      // What is committed, which is the way back.
      parameters: Object.fromEntries(
        workloads.map(({ app }) => [digestParameter(app.program), app.image.digest]),
      ),
      approvals: devops.approvals ?? 1,
      freeformTags,
    });
    const { pipelineId: buildPipelineId, repositoryUrl } = new BuildPipeline(this, "build", {
      projectId,
      name,
      branch: devops.branch ?? "main",
      specs,
      images: Object.fromEntries(programs.map((program) => [program, address(repositoryOf(program))])),
      parameters: { COMPARTMENT: compartmentId, REGISTRY: registry.name },
      deployPipelineId,
      dependsOn: [log],
      freeformTags,
    });
    new PipelinePolicy(this, "policy", {
      compartmentId,
      name: physicalName(environment, "devops"),
      projectId,
      buildPipelineId,
      deployPipelineId,
      clusterId,
      privateAccess: isPrivate,
      imageRepositories: programs.map(repositoryOf),
      chartRepository,
      homeRegionProvider: home,
      freeformTags,
    });

    show(this, {
      repository_url: { value: repositoryUrl, description: "Where to push the code." },
      chart_address: { value: `oci://${address(name)}`, description: "Where helm push puts the chart." },
    });
  }
}

function digestParameter(program: string): string {
  return `${program.toUpperCase()}_DIGEST`;
}

/** @returns the version of a chart, by which its registry knows it */
function versionOf(chart: string): string {
  const [, version] = /^version: (\S+)$/m.exec(readFileSync(join(chart, "Chart.yaml"), "utf8")) ?? [];
  if (version === undefined) {
    throw new Error(
      `${chart}/Chart.yaml: version must be on a line of its own, got none. Write version: 0.1.0.`,
    );
  }
  return version;
}
