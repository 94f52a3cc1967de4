import { Project } from "@cdktf/provider-digitalocean/lib/project/index.js";
import { ProjectResources } from "@cdktf/provider-digitalocean/lib/project-resources/index.js";
import { Construct } from "constructs";

export interface DeploymentProjectProps {
  /** Unique in the account; at most 175 characters. */
  readonly name: string;
  readonly description: string;
  readonly stage: "development" | "staging" | "production";
  /** URNs of what the project shows. */
  readonly resources: readonly string[];
}

/** A project of DigitalOcean's console: what belongs together, and what it costs. */
export class DeploymentProject extends Construct {
  constructor(scope: Construct, id: string, props: DeploymentProjectProps) {
    super(scope, id);
    const { name, description, stage, resources } = props;
    const project = new Project(this, "Resource", {
      name,
      description,
      purpose: "Service or API",
      environment: stage,
    });
    // Apart from the project, whose own list would take load balancers and
    // volumes that Kubernetes adds to it for drift.
    new ProjectResources(this, "resources", { project: project.id, resources: [...resources] });
  }
}
