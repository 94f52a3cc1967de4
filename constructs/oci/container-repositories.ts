import { ArtifactsContainerRepository } from "@cdktf/provider-oci/artifacts-container-repository";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface ContainerRepositoriesProps {
  readonly compartmentId: string;
  /** Such as `millrace/producer`; unique in the tenancy and region. A change replaces the repository and its images. */
  readonly names: readonly string[];
  readonly freeformTags: FreeformTags;
}

/** Private image repositories in which a tag, once pushed, always means the same image. */
export class ContainerRepositories extends Construct {
  constructor(scope: Construct, id: string, props: ContainerRepositoriesProps) {
    super(scope, id);
    const { compartmentId, names, freeformTags } = props;
    for (const name of names) {
      new ArtifactsContainerRepository(this, name.replaceAll("/", "-"), {
        compartmentId,
        displayName: name,
        isPublic: false,
        isImmutable: true,
        freeformTags,
        lifecycle: ignoreTagDefaults,
      });
    }
  }
}
