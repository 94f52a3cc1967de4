/**
 * Why `terraform init` could not install a plugin, with its name, or undefined
 * when it failed for another reason.
 */
export function whyNotInstalled(output: string): string | undefined {
  // Terraform breaks its sentences where the terminal ends.
  const text = output.replaceAll(/[│╷╵\s]+/g, " ");
  const failure =
    /Could not retrieve the list of available versions for provider (\S+): (.+?)(?= Error:|$)/.exec(text) ??
    /Error while installing (\S+ v\S+): (.+?)(?= Error:|$)/.exec(text) ??
    /provider (?:registry\.terraform\.io\/)?(\S+) was not found in any of the (search locations.*?)(?= Error:|$)/.exec(
      text,
    );
  if (!failure) return undefined;
  const [, plugin, reason = ""] = failure;
  const [cause = ""] = reason.split(" To see which modules");
  return `plugin ${plugin} cannot be installed: ${cause.trim().replace(/\.$/, "")}`;
}
