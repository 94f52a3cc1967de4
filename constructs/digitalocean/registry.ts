import { ContainerRegistry } from "@cdktf/provider-digitalocean/lib/container-registry/index.js";
import { Construct } from "constructs";

export interface DoksRegistryProps {
  /** Unique in all of DigitalOcean; at most 63 characters. A change replaces the registry and its images. */
  readonly name: string;
  /** Slug of the data centre, such as `fra1`. A change replaces the registry and its images. */
  readonly region: string;
  /** What it may hold, and what it costs: `starter` has one repository, `basic` five, `professional` any number. */
  readonly tier: "starter" | "basic" | "professional";
}

/** The container registry of an account, which has one. Repositories come with the first push. */
export class DoksRegistry extends Construct {
  constructor(scope: Construct, id: string, { name, region, tier }: DoksRegistryProps) {
    super(scope, id);
    new ContainerRegistry(this, "Resource", { name, region, subscriptionTierSlug: tier });
  }
}
