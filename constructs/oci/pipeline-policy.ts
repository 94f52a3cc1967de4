import { IdentityPolicy } from "@cdktf/provider-oci/identity-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface PipelinePolicyProps {
  /** Holds the policy and what the pipelines use. */
  readonly compartmentId: string;
  /** Unique in the compartment; at most 100 characters. */
  readonly name: string;
  readonly projectId: string;
  readonly buildPipelineId: string;
  readonly deployPipelineId: string;
  readonly clusterId: string;
  /** Whether the pipeline reaches the cluster through a private endpoint, for which it needs an address of the network. */
  readonly privateAccess: boolean;
  /** Names of the repositories that images are delivered to. */
  readonly imageRepositories: readonly string[];
  /** Name of the repository that the chart is in. */
  readonly chartRepository: string;
  /**
   * A provider set to the tenancy's home region: Oracle changes policies
   * nowhere else.
   *
   * @default the stack's provider, which works only where that is the home region
   */
  readonly homeRegionProvider?: TerraformProvider;
  readonly freeformTags: FreeformTags;
}

/**
 * What one build pipeline and one deployment pipeline may do, each by its type
 * and its OCID. Oracle's own examples grant to every pipeline of a compartment,
 * and much more: https://docs.oracle.com/iaas/Content/devops/using/devops_iampolicies.htm
 *
 * Whether each statement suffices has not been seen: the sandbox parses
 * policies and applies none.
 */
export class PipelinePolicy extends Construct {
  constructor(scope: Construct, id: string, props: PipelinePolicyProps) {
    super(scope, id);
    const { compartmentId, name, projectId, clusterId, privateAccess, homeRegionProvider } = props;
    const principal = (kind: "build" | "deploy", pipelineId: string) => (what: string, target?: string) => {
      const who = [
        `request.principal.type = 'devops${kind}pipeline'`,
        `request.principal.id = '${pipelineId}'`,
        ...(target === undefined ? [] : [target]),
      ];
      return `Allow any-user to ${what} in compartment id ${compartmentId} where all {${who.join(", ")}}`;
    };
    const build = principal("build", props.buildPipelineId);
    const deploy = principal("deploy", props.deployPipelineId);
    const project = `target.project.id = '${projectId}'`;
    const repositories = props.imageRepositories.map((repository) => `target.repo.name = '${repository}'`);

    new IdentityPolicy(this, "Resource", {
      compartmentId,
      name,
      description:
        "One build pipeline: deliver images, start a deployment. One deployment pipeline: one cluster",
      statements: [
        // The code, the artifacts and the pipeline to start, and starting it.
        build("read devops-family", project),
        build("manage devops-deployment", project),
        build("use repos", `any {${repositories.join(", ")}}`),
        // Notifications has no variable for a topic.
        build("use ons-topics"),
        deploy("read devops-family", project),
        deploy("read repos", `target.repo.name = '${props.chartRepository}'`),
        deploy("manage clusters", `target.cluster.id = '${clusterId}'`),
        deploy("use ons-topics"),
        ...(privateAccess
          ? ["use subnets", "use vnics", "use network-security-groups"].map((what) => deploy(what))
          : []),
      ],
      freeformTags: props.freeformTags,
      ...(homeRegionProvider === undefined ? {} : { provider: homeRegionProvider }),
      lifecycle: ignoreTagDefaults,
    });
  }
}
