/** This process's variables without those that lead to an account, a cluster or a state of whoever runs this. */
export function systemVariables(): Record<string, string> {
  const leading =
    /^(TF_VAR_|TF_CLI_ARGS|TF_WORKSPACE|TF_DATA_DIR|TF_LOG|OCI_|AWS_|KUBE|HELM_|DIGITALOCEAN_|GITHUB_|GITLAB_|CI_|NODE_OPTIONS)/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || leading.test(name) ? [] : [[name, value]],
    ),
  );
}
