import { spawn } from "node:child_process";
import { join } from "node:path";
import { bundle } from "../../../delivery/bundle.ts";
import { verifyOkeToken } from "../../../sandbox/oci/oke-token.ts";
import type { FindKey } from "../../../sandbox/oci/signature.ts";

export const clusterId = "ocid1.cluster.oc1.eu-frankfurt-1.aaaa";
export const region = "eu-frankfurt-1";

export interface CredentialRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** The program as it ships, in a folder of its own. */
export async function bundledCredential(folder: string) {
  const { file } = await bundle("kube-credential", join(folder, "dist"));
  /** Runs it with these variables and none of the machine's. */
  return (variables: Record<string, string>, args = ["oke", clusterId, region]): Promise<CredentialRun> =>
    new Promise((resolve, reject) => {
      const env = { PATH: process.env.PATH ?? "", HOME: folder, USERPROFILE: folder, ...variables };
      const child = spawn(process.execPath, [file, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk) => {
        stdout += chunk;
      });
      child.stderr.on("data", (chunk) => {
        stderr += chunk;
      });
      child.once("error", reject);
      child.once("close", (status) => resolve({ stdout, stderr, status }));
    });
}

/** Throws unless an OKE endpoint would take what was printed; returns until when its reader will keep it. */
export function acceptedUntil({ stdout, stderr }: CredentialRun, findKey: FindKey): number {
  if (stdout === "") throw new Error(stderr);
  const { apiVersion, kind, status } = JSON.parse(stdout);
  if (apiVersion !== "client.authentication.k8s.io/v1" || kind !== "ExecCredential") throw new Error(stdout);
  verifyOkeToken(`Bearer ${status.token}`, { clusterId, region, findKey });
  return Date.parse(status.expirationTimestamp);
}

/** What refuses with one line, a failure and nothing for the reader of a credential. */
export const refusal = (message: string): CredentialRun => ({
  stdout: "",
  stderr: `kube-credential: ${message}\n`,
  status: 1,
});
