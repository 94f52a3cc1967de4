import { DevopsBuildPipeline } from "@cdktf/provider-oci/devops-build-pipeline";
import { DevopsBuildPipelineStage } from "@cdktf/provider-oci/devops-build-pipeline-stage";
import { DevopsDeployArtifact } from "@cdktf/provider-oci/devops-deploy-artifact";
import { DevopsRepository } from "@cdktf/provider-oci/devops-repository";
import { DevopsTrigger } from "@cdktf/provider-oci/devops-trigger";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { pipelineParameter } from "./pipeline-parameter.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface BuildPipelineProps {
  readonly projectId: string;
  /** Of the repository and the pipeline. */
  readonly name: string;
  /** Each push to it starts a build. */
  readonly branch: string;
  /** Build specifications, by their paths in the repository. */
  readonly specs: {
    /** Makes an image called `<image>` of each, and exports IMAGE_TAG. */
    readonly build: string;
    /** Finds the digests of the delivered images, and exports what the deployment asks for. */
    readonly digests: string;
  };
  /** By name: repositories, without a tag. */
  readonly images: Readonly<Record<string, string>>;
  /** What both specifications find in their environment. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Started with all that was exported. */
  readonly deployPipelineId: string;
  /** What must be there before a build can start. */
  readonly dependsOn: readonly ITerraformDependable[];
  readonly freeformTags: FreeformTags;
}

/**
 * A repository, and what happens to a push: build, deliver, find the digests,
 * start the deployment. Oracle delivers by tag and tells no digest, hence the
 * third stage. https://docs.oracle.com/iaas/Content/devops/using/managing_build_pipelines.htm
 *
 * That a build runs through has not been seen: it takes an account.
 */
export class BuildPipeline extends Construct {
  public readonly pipelineId: string;
  /** Where to push to, over https. */
  public readonly repositoryUrl: string;

  constructor(scope: Construct, id: string, props: BuildPipelineProps) {
    super(scope, id);
    const { projectId, name, branch, specs, images, parameters, deployPipelineId, dependsOn, freeformTags } =
      props;
    const common = { freeformTags, lifecycle: ignoreTagDefaults };
    const repository = new DevopsRepository(this, "repository", {
      ...common,
      projectId,
      name,
      repositoryType: "HOSTED",
      defaultBranch: `refs/heads/${branch}`,
    });
    this.repositoryUrl = repository.httpUrl;
    const pipeline = new DevopsBuildPipeline(this, "Resource", {
      ...common,
      projectId,
      displayName: name,
      buildPipelineParameters: {
        items: Object.entries(parameters).map(([parameter, defaultValue]) => ({
          name: parameter,
          defaultValue,
        })),
      },
    });
    this.pipelineId = pipeline.id;

    let before = pipeline.id;
    const stage = (
      stageName: string,
      what: Omit<
        ConstructorParameters<typeof DevopsBuildPipelineStage>[2],
        "buildPipelineId" | "buildPipelineStagePredecessorCollection"
      >,
    ) => {
      before = new DevopsBuildPipelineStage(this, stageName, {
        ...common,
        buildPipelineId: pipeline.id,
        displayName: stageName,
        buildPipelineStagePredecessorCollection: { items: [{ id: before }] },
        ...what,
      }).id;
    };
    const managedBuild = (buildSpecFile: string) => ({
      buildPipelineStageType: "BUILD",
      image: "OL8_X86_64_STANDARD_10",
      buildSpecFile,
      primaryBuildSource: "source",
      stageExecutionTimeoutInSeconds: 3600,
      buildSourceCollection: {
        items: [
          {
            connectionType: "DEVOPS_CODE_REPOSITORY",
            name: "source",
            branch,
            repositoryId: repository.id,
            repositoryUrl: repository.httpUrl,
          },
        ],
      },
    });
    stage("build", managedBuild(specs.build));
    stage("deliver", {
      buildPipelineStageType: "DELIVER_ARTIFACT",
      deliverArtifactCollection: {
        items: Object.entries(images).map(([image, repository]) => ({
          artifactName: image,
          artifactId: this.imageArtifact(image, repository, props),
        })),
      },
    });
    stage("digests", managedBuild(specs.digests));
    stage("deploy", {
      buildPipelineStageType: "TRIGGER_DEPLOYMENT_PIPELINE",
      deployPipelineId,
      isPassAllParametersEnabled: true,
    });

    const triggerSource = "DEVOPS_CODE_REPOSITORY";
    new DevopsTrigger(this, "trigger", {
      ...common,
      projectId,
      displayName: `${name}-push`,
      triggerSource,
      repositoryId: repository.id,
      actions: [
        {
          type: "TRIGGER_BUILD_PIPELINE",
          buildPipelineId: pipeline.id,
          filter: { triggerSource, events: ["PUSH"], include: { headRef: branch } },
        },
      ],
      dependsOn: [...dependsOn],
    });
  }

  private imageArtifact(image: string, repository: string, { projectId, freeformTags }: BuildPipelineProps) {
    return new DevopsDeployArtifact(this, `${image}-image`, {
      projectId,
      displayName: image,
      deployArtifactType: "DOCKER_IMAGE",
      argumentSubstitutionMode: "SUBSTITUTE_PLACEHOLDERS",
      deployArtifactSource: {
        deployArtifactSourceType: "OCIR",
        imageUri: `${repository}:${pipelineParameter("IMAGE_TAG")}`,
      },
      freeformTags,
      lifecycle: ignoreTagDefaults,
    }).id;
  }
}
