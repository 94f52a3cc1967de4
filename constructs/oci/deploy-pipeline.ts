import { DevopsDeployArtifact } from "@cdktf/provider-oci/devops-deploy-artifact";
import { DevopsDeployEnvironment } from "@cdktf/provider-oci/devops-deploy-environment";
import { DevopsDeployPipeline } from "@cdktf/provider-oci/devops-deploy-pipeline";
import { DevopsDeployStage } from "@cdktf/provider-oci/devops-deploy-stage";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

/** A Helm release that is there already, whose image changes and nothing else. */
export interface DeployedRelease {
  readonly name: string;
  readonly namespace: string;
  /** May contain parameters of the pipeline. */
  readonly image: string;
  /** After which the stage has failed. */
  readonly timeoutInSeconds: number;
}

export interface DeployPipelineProps {
  readonly projectId: string;
  readonly name: string;
  readonly clusterId: string;
  /** From where a private API endpoint is reached. @default over the internet */
  readonly privateAccess?: { readonly subnetId: string; readonly securityGroupId: string };
  /** In a registry of Oracle's, of which the URL begins with oci://. */
  readonly chart: { readonly url: string; readonly version: string };
  readonly releases: readonly DeployedRelease[];
  /** Values that a deployment has when it is started without. */
  readonly parameters: Readonly<Record<string, string>>;
  /** People who have to approve. */
  readonly approvals: number;
  readonly freeformTags: FreeformTags;
}

/**
 * Waits for approval, then gives releases other images, all at once; one that
 * does not become ready in time goes back to what it was.
 * https://docs.oracle.com/iaas/Content/devops/using/deploy-helmchart.htm
 *
 * That a deployment runs through has not been seen: it takes an account.
 */
export class DeployPipeline extends Construct {
  public readonly pipelineId: string;

  constructor(scope: Construct, id: string, props: DeployPipelineProps) {
    super(scope, id);
    const { projectId, name, clusterId, privateAccess, chart, releases, parameters, approvals } = props;
    const common = { freeformTags: props.freeformTags, lifecycle: ignoreTagDefaults };
    const cluster = new DevopsDeployEnvironment(this, "cluster", {
      ...common,
      projectId,
      displayName: name,
      deployEnvironmentType: "OKE_CLUSTER",
      clusterId,
      ...(privateAccess && {
        networkChannel: {
          networkChannelType: "PRIVATE_ENDPOINT_CHANNEL",
          subnetId: privateAccess.subnetId,
          nsgIds: [privateAccess.securityGroupId],
        },
      }),
    });
    const chartArtifact = new DevopsDeployArtifact(this, "chart", {
      ...common,
      projectId,
      displayName: "chart",
      deployArtifactType: "HELM_CHART",
      // The service takes no other for charts.
      argumentSubstitutionMode: "NONE",
      deployArtifactSource: {
        deployArtifactSourceType: "HELM_CHART",
        chartUrl: chart.url,
        deployArtifactVersion: chart.version,
      },
    });
    const pipeline = new DevopsDeployPipeline(this, "Resource", {
      ...common,
      projectId,
      displayName: name,
      deployPipelineParameters: {
        items: Object.entries(parameters).map(([parameter, defaultValue]) => ({
          name: parameter,
          defaultValue,
        })),
      },
    });
    this.pipelineId = pipeline.id;

    const approval = new DevopsDeployStage(this, "approval", {
      ...common,
      deployPipelineId: pipeline.id,
      displayName: "approval",
      deployStageType: "MANUAL_APPROVAL",
      deployStagePredecessorCollection: { items: [{ id: pipeline.id }] },
      approvalPolicy: { approvalPolicyType: "COUNT_BASED_APPROVAL", numberOfApprovalsRequired: approvals },
    });
    for (const release of releases) {
      new DevopsDeployStage(this, `${release.name}-release`, {
        ...common,
        deployPipelineId: pipeline.id,
        displayName: release.name,
        deployStageType: "OKE_HELM_CHART_DEPLOYMENT",
        deployStagePredecessorCollection: { items: [{ id: approval.id }] },
        okeClusterDeployEnvironmentId: cluster.id,
        helmChartDeployArtifactId: chartArtifact.id,
        purpose: "EXECUTE_HELM_UPGRADE",
        releaseName: release.name,
        namespace: release.namespace,
        // All but the image stays as whoever installed the release wrote it.
        shouldReuseValues: true,
        setString: { items: [{ name: "image", value: release.image }] },
        timeoutInSeconds: release.timeoutInSeconds,
        maxHistory: 5,
        shouldCleanupOnFail: true,
        isUninstallOnStageDelete: false,
        rollbackPolicy: { policyType: "AUTOMATED_STAGE_ROLLBACK_POLICY" },
      });
    }
  }
}
