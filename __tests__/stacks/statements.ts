/**
 * Every kind of policy statement that a stack may have, with the reason for it.
 * What is not here is a breach: who gets the right, on what, is part of the form.
 */
const id = "'\\$\\{[^}]+\\}'";
const compartment = "in compartment id \\$\\{var\\.compartment_ocid\\}";

const workload =
  "request\\.principal\\.type = 'workload', request\\.principal\\.namespace = '[a-z0-9-]+', " +
  `request\\.principal\\.service_account = '[a-z0-9-]+', request\\.principal\\.cluster_id = ${id}`;
const autoscaler = workload
  .replace("namespace = '[a-z0-9-]+'", "namespace = 'kube-system'")
  .replace("service_account = '[a-z0-9-]+'", "service_account = 'cluster-autoscaler'");
const here = `request\\.principal\\.compartment\\.id = ${id}`;

const pipeline = (kind: "build" | "deploy") =>
  `request\\.principal\\.type = 'devops${kind}pipeline', request\\.principal\\.id = ${id}`;
const project = `target\\.project\\.id = ${id}`;
const repository = "target\\.repo\\.name = '[a-z0-9-]+/[a-z0-9-]+'";

export const statementKinds: Readonly<Record<string, string>> = {
  "a program reads where its stream is, from the one secret that says so": `Allow any-user to read secret-bundles ${compartment} where all {${workload}, target\\.secret\\.id = ${id}}`,
  "the producer puts records into its stream, and cannot read any": `Allow any-user to use stream-push ${compartment} where all {${workload}, target\\.stream\\.id = ${id}}`,
  "the consumer gets records of its stream and commits, and cannot put any": `Allow any-user to use stream-pull ${compartment} where all {${workload}, target\\.stream\\.id = ${id}}`,
  "Streaming encrypts records with their key": `Allow service streaming to use keys ${compartment} where target\\.key\\.id = ${id}`,
  "Block Volume encrypts boot volumes and claims with their key": `Allow service blockstorage to use keys ${compartment} where target\\.key\\.id = ${id}`,
  "node pools and clusters, which do not exist yet, hand that key to Block Volume": `Allow any-user to use key-delegate ${compartment} where all {request\\.principal\\.type = '(?:nodepool|cluster)', ${here}, target\\.key\\.id = ${id}}`,
  "a cluster, which does not exist yet, encrypts Kubernetes' Secrets with their key": `Allow any-user to use keys ${compartment} where all {request\\.principal\\.type = 'cluster', ${here}, target\\.key\\.id = ${id}}`,
  "the autoscaler looks at node pools, and Oracle looks up where a machine goes": `Allow any-user to (?:read cluster-node-pools|read virtual-network-family|inspect compartments) ${compartment} where all {${autoscaler}}`,
  "the autoscaler changes the size of a pool and removes a worker, but makes and deletes no pool": `Allow any-user to manage cluster-node-pools ${compartment} where all {${autoscaler}, any {request\\.operation = 'UpdateNodePool', request\\.operation = 'DeleteNode'}}`,
  "Oracle starts and stops workers in the name of the autoscaler": `Allow any-user to (?:manage instance-family|use subnets|use vnics) ${compartment} where all {${autoscaler}}`,
  "one cluster checks signatures with one key": `Allow any-user to use keys ${compartment} where all {request\\.user\\.id = ${id}, target\\.key\\.id = ${id}}`,
  "that cluster reads the signatures, which are in the repositories": `Allow any-user to read repos ${compartment} where request\\.user\\.id = ${id}`,
  "one build pipeline reads the code and starts the deployment, in its own project": `Allow any-user to (?:read devops-family|manage devops-deployment) ${compartment} where all {${pipeline("build")}, ${project}}`,
  "that build pipeline delivers images to their repositories": `Allow any-user to use repos ${compartment} where all {${pipeline("build")}, any {${repository}(?:, ${repository})*}}`,
  "one deployment pipeline reads what it deploys, in its own project": `Allow any-user to read devops-family ${compartment} where all {${pipeline("deploy")}, ${project}}`,
  "that deployment pipeline reads the chart": `Allow any-user to read repos ${compartment} where all {${pipeline("deploy")}, ${repository}}`,
  "that deployment pipeline changes releases in one cluster": `Allow any-user to manage clusters ${compartment} where all {${pipeline("deploy")}, target\\.cluster\\.id = ${id}}`,
  "both tell a topic, of which Notifications has no variable": `Allow any-user to use ons-topics ${compartment} where all {(?:${pipeline("build")}|${pipeline("deploy")})}`,
  "that deployment pipeline takes an address in the network of a private endpoint": `Allow any-user to use (?:subnets|vnics|network-security-groups) ${compartment} where all {${pipeline("deploy")}}`,
};

const kinds = Object.entries(statementKinds).map(([why, form]) => [why, new RegExp(`^${form}$`)] as const);

/** Undefined for a statement that nobody has given a reason for. */
export function reasonFor(statement: string): string | undefined {
  return kinds.find(([, form]) => form.test(statement))?.[0];
}
