/** How OCI DevOps has a parameter written. Two dollars: Terraform takes the first. */
export function pipelineParameter(name: string): string {
  return `$\${${name}}`;
}
