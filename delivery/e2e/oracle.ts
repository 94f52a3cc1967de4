import { startOciSandbox } from "../../sandbox/oci/server.ts";
import { terraformVariables } from "../../sandbox/oci/terraform.ts";
import { tagsOf } from "../../stacks/naming.ts";
import type { Cloud, CloudResource, Tampering } from "./cloud.ts";
import type { ResourceChange } from "./plan.ts";

/** Where the kubelet puts the token and the certificate authority of a pod's service account. */
const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

const tamperings: readonly Tampering[] = [
  { type: "oci_artifacts_container_repository", patch: { isPublic: true }, attribute: "is_public" },
  { type: "oci_containerengine_cluster", patch: { name: "renamed-by-hand" }, attribute: "name" },
  { type: "oci_kms_key", patch: { displayName: "renamed-by-hand" }, attribute: "display_name" },
  {
    type: "oci_identity_policy",
    patch: { statements: ["Allow any-user to manage all-resources in tenancy"] },
    attribute: "statements",
  },
  { type: "oci_monitoring_alarm", patch: { isEnabled: false }, attribute: "is_enabled" },
  { type: "oci_budget_budget", patch: { amount: 1 }, attribute: "amount" },
];

/** Starts Oracle's stand-in. */
export async function startOracle(kubeconfig: string | undefined): Promise<Cloud> {
  const sandbox = await startOciSandbox({ port: 0, kubeconfig });
  const tags = Object.keys(tagsOf({ name: "" }));
  return {
    name: "Oracle",
    variables: {
      ...terraformVariables(sandbox),
      // What the stacks ask for and the sandbox does not care about.
      TF_VAR_registry_username: "e2e@example.com",
      TF_VAR_registry_auth_token: "planted-registry-token",
    },
    clusterType: "Cluster",
    tamperings,
    unknownCalls: sandbox.unknownCalls,
    resources: () =>
      sandbox.resources().map(({ freeformTags, ...resource }) => ({
        ...resource,
        phase: phaseOf(resource.state),
        ours: tags.some((tag) => tag in freeformTags),
      })),
    change: (id, patch) => sandbox.change(id, patch),
    grow: () => {},
    isFor,
    // Of what is only found within something else, the plugin wants both ids.
    importId: ({ type, after }, id) =>
      type === "oci_logging_log" ? `logGroupId/${after?.log_group_id}/logId/${id}` : id,
    async surroundings() {
      const identity = await sandbox.startWorkloadIdentity();
      return {
        variables: { ...identity.variables, OCI_SECRETS_ENDPOINT: sandbox.url },
        files: {
          [`${serviceAccountFolder}/ca.crt`]: identity.caFile,
          [`${serviceAccountFolder}/token`]: identity.tokenFile,
        },
      };
    },
    close: () => sandbox.close(),
  };
}

function phaseOf(state: string): CloudResource["phase"] {
  if (state === "PENDING_DELETION" || state === "SCHEDULING_DELETION") return "kept";
  if (state === "DELETING" || state === "TERMINATING") return "going";
  return state.endsWith("ING") ? "coming" : "there";
}

/** Such as `NodePool` `oke-dev-workers` for `oci_containerengine_node_pool` with that name. */
function isFor({ type, after }: ResourceChange, resource: CloudResource): boolean {
  return (
    type.replaceAll("_", "").endsWith(resource.type.toLowerCase()) &&
    [after?.name, after?.display_name].includes(resource.name)
  );
}
