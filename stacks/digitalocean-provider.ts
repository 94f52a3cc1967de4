import { DigitaloceanProvider } from "@cdktf/provider-digitalocean/lib/provider/index.js";
import type { TerraformStack } from "cdktf";

/** The credential is the variable DIGITALOCEAN_TOKEN, and nothing of it is in the stack. */
export function useDigitalOcean(stack: TerraformStack): void {
  new DigitaloceanProvider(stack, "digitalocean");
}
