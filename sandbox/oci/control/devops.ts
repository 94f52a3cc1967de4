import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { created, type Fields, type ResourceType } from "./resource-type.ts";
import { workRequestRoutes } from "./work-requests.ts";

const base = "/20210630";
const namespace = "sandbox";

/** What is in a project is in its compartment, and keeps it from being deleted. */
function ofProject(name: string, collection: string, more: Partial<ResourceType> = {}): ResourceType {
  return {
    name,
    path: `${base}/${collection}`,
    ocid: `devops${name.toLowerCase()}`,
    lifeCycle: created,
    references: ["projectId"],
    workRequest: { entity: name, body: true },
    ...more,
    create: (details, context) => ({
      compartmentId: context.store.resources.get(String(details.projectId)).fields.compartmentId,
      systemTags: {},
      ...more.create?.(details, context),
    }),
  };
}

/** Of a pipeline, and with it in the project of the pipeline. */
function stageOf(name: string, collection: string, pipelineIdField: string): ResourceType {
  return {
    name,
    path: `${base}/${collection}`,
    ocid: `devops${name.toLowerCase()}`,
    lifeCycle: created,
    references: [pipelineIdField],
    workRequest: { entity: name, body: true },
    create(details, { store }) {
      requirePredecessors(store, details[`${name[0]?.toLowerCase()}${name.slice(1)}PredecessorCollection`]);
      const { projectId, compartmentId } = store.resources.get(String(details[pipelineIdField])).fields;
      return { projectId, compartmentId, systemTags: {} };
    },
  };
}

/** The pipeline itself, or stages that come before. Throws 404. */
function requirePredecessors(store: Store, collection: unknown): void {
  for (const { id } of ((collection as Fields | undefined)?.items ?? []) as { id: string }[]) {
    store.resources.get(id);
  }
}

const project: ResourceType = {
  name: "Project",
  path: `${base}/projects`,
  ocid: "devopsproject",
  lifeCycle: created,
  nameField: "name",
  unique: ["name"],
  workRequest: { entity: "project", body: true },
  create: () => ({ namespace, systemTags: {} }),
  usedBy: ({ fields }, { id }) => fields.projectId === id,
};

const repository = ofProject("Repository", "repositories", {
  nameField: "name",
  unique: ["projectId", "name"],
  create: ({ projectId, name, defaultBranch = "main" }, { store }) => {
    const { name: projectName } = store.resources.get(String(projectId)).fields;
    const path = `devops.scmservice.eu-frankfurt-1.oci.oraclecloud.com/namespaces/${namespace}/projects/${projectName}/repositories/${name}`;
    return {
      defaultBranch: `refs/heads/${String(defaultBranch).replace(/^refs\/heads\//, "")}`,
      namespace,
      projectName,
      httpUrl: `https://${path}`,
      sshUrl: `ssh://${path}`,
    };
  },
});

const types: readonly ResourceType[] = [
  project,
  repository,
  ofProject("Trigger", "triggers"),
  ofProject("BuildPipeline", "buildPipelines"),
  stageOf("BuildPipelineStage", "buildPipelineStages", "buildPipelineId"),
  ofProject("DeployArtifact", "deployArtifacts", { workRequest: { entity: "artifact", body: true } }),
  ofProject("DeployEnvironment", "deployEnvironments", {
    workRequest: { entity: "environment", body: true },
  }),
  ofProject("DeployPipeline", "deployPipelines"),
  stageOf("DeployStage", "deployStages", "deployPipelineId"),
];

/** The DevOps service, version 20210630: what projects are made of. Nothing is built or deployed. */
export function devopsRoutes(store: Store): Route[] {
  return [
    ...types.flatMap((type) => resourceRoutes(store, type)),
    ...workRequestRoutes(store.resources.workRequests, base.slice(1), "DevOps"),
  ];
}
