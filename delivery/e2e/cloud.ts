import type { ResourceChange } from "./plan.ts";

/** Something that a cloud has, as a stand-in tells it. */
export interface CloudResource {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  /** As the cloud calls it; empty where there is none. */
  readonly state: string;
  /** `kept`: deleted, but for the days in which the cloud would give it back. */
  readonly phase: "coming" | "there" | "going" | "kept";
  /** Asked for by Terraform, and not made by the cloud along with something else. */
  readonly ours: boolean;
}

/** What somebody does in the console. */
export interface Tampering {
  /** Of Terraform; the first of this type in a stack is changed. */
  readonly type: string;
  /** The fields of the cloud's API. */
  readonly patch: Readonly<Record<string, unknown>>;
  /** The attribute of the plugin in which the change shows. */
  readonly attribute: string;
}

/** What a pod finds and a process on this machine does not. */
export interface PodSurroundings {
  readonly variables: Readonly<Record<string, string>>;
  /** Files that the pod has, and where their content is here. */
  readonly files: Readonly<Record<string, string>>;
}

/** A cloud that is played, by a stand-in that Terraform's plugin takes for the real one. */
export interface Cloud {
  /** As people say it. */
  readonly name: string;
  /** What Terraform needs in its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Type of the resource that is a Kubernetes cluster. */
  readonly clusterType: string;
  readonly tamperings: readonly Tampering[];
  /** Calls that the stand-in did not know. */
  readonly unknownCalls: readonly { readonly method: string; readonly path: string }[];
  resources(): readonly CloudResource[];
  /** Changes fields of a resource behind Terraform's back. Throws when there is none with the id. */
  change(id: string, patch: Readonly<Record<string, unknown>>): void;
  /** Whether a planned resource is what the cloud calls so. */
  isFor(change: ResourceChange, resource: CloudResource): boolean;
  /** What `terraform import` wants to be told. */
  importId(change: ResourceChange, id: string): string;
  /** Makes in the cloud what its running clusters make there by themselves, such as volumes. */
  grow(): void;
  /** Of pods in the cloud's clusters. */
  surroundings(): Promise<PodSurroundings>;
  close(): Promise<void>;
}

/** Nothing that is on its way in or out. */
export function isAtRest(clouds: readonly Cloud[]): boolean {
  return clouds.every((cloud) =>
    cloud.resources().every(({ phase }) => phase === "there" || phase === "kept"),
  );
}
