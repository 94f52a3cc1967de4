import type { DigitalOceanSandbox } from "./server.ts";

/**
 * What a Terraform process needs in its environment for `digitalocean/digitalocean`
 * to work on this sandbox; it repeats no call then.
 * https://registry.terraform.io/providers/digitalocean/digitalocean/latest/docs
 */
export function terraformVariables({
  url,
  token,
}: Pick<DigitalOceanSandbox, "url" | "token">): Record<string, string> {
  return {
    DIGITALOCEAN_API_URL: url,
    DIGITALOCEAN_TOKEN: token,
    DIGITALOCEAN_HTTP_RETRY_MAX: "0",
  };
}
