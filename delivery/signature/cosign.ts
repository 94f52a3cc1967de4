import { spawnSync } from "node:child_process";

/** @throws Error when it is not installed, or refuses */
export function cosign(...args: string[]): void {
  const { status, error } = spawnSync("cosign", args, { stdio: ["inherit", "ignore", "inherit"] });
  if (error) {
    throw new Error(
      `cosign must be installed, got ${error.message}. https://docs.sigstore.dev/cosign/system_config/installation/`,
    );
  }
  if (status !== 0) {
    throw new Error(
      `cosign ${args[0]} must end with 0, got ${status} for ${args.at(-1)}. Its output is above.`,
    );
  }
}
