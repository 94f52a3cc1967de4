import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type DigitalOceanSandbox, startDigitalOceanSandbox } from "../../../sandbox/digitalocean/server.ts";
import { bundledCredential, type CredentialRun, refusal } from "./run-credential.ts";

describe("kube-credential doks", () => {
  let folder: string;
  let sandbox: DigitalOceanSandbox;
  let clusterId: string;
  let run: (variables: Record<string, string>, args?: string[]) => Promise<CredentialRun>;

  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${sandbox.url}/v2/${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return JSON.parse(await answer.text());
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "millrace-doks-token-"));
    sandbox = await startDigitalOceanSandbox({ port: 0, lifecycleMs: 0 });
    const made = await call("POST", "kubernetes/clusters", {
      name: "doks-dev",
      region: "fra1",
      version: "1.36.0-do.0",
      node_pools: [{ name: "workers", size: "s-2vcpu-4gb", count: 1 }],
    });
    clusterId = made.kubernetes_cluster.id;
    const credential = await bundledCredential(folder);
    run = (variables, args = ["doks", clusterId]) =>
      credential({ DIGITALOCEAN_API_URL: sandbox.url, ...variables }, args);
  });
  afterEach(() => sandbox.faults.clear());
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  const url = () => `${sandbox.url}/v2/kubernetes/clusters/${clusterId}/credentials?expiry_seconds=600`;

  it("prints a token that the cluster takes and that ends within ten minutes", async () => {
    const { stdout, stderr } = await run({ DIGITALOCEAN_TOKEN: sandbox.token });

    expect(stderr).toBe("");
    const { apiVersion, kind, status } = JSON.parse(stdout);
    expect({ apiVersion, kind }).toEqual({
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
    });
    expect(status.token).not.toBe(sandbox.token);
    const seconds = (Date.parse(status.expirationTimestamp) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(500);
    expect(seconds).toBeLessThanOrEqual(540);
  });

  it("waits for a service that is busy for a moment", async () => {
    sandbox.faults.set({ kind: "throttle", milliseconds: 1, count: 1 });

    expect((await run({ DIGITALOCEAN_TOKEN: sandbox.token })).status).toBe(0);
  });

  it("says how long to wait when all requests of the hour are made", async () => {
    sandbox.faults.set({ kind: "throttle", milliseconds: 900_000 });

    const { stderr } = await run({ DIGITALOCEAN_TOKEN: sandbox.token });

    expect(stderr).toMatch(
      /credentials\?expiry_seconds=600: must answer 200, got 429 .+\. The account has made all requests that it may: try again in 900 s\.\n$/,
    );
  });

  it.each([
    [
      "no token",
      {},
      () =>
        "DIGITALOCEAN_TOKEN must be set, got none. Make a token under API in DigitalOcean's control panel.",
    ],
    [
      "a token in two lines",
      { DIGITALOCEAN_TOKEN: "dop\nv1" },
      () => "DIGITALOCEAN_TOKEN must be one word, got blanks or control characters. Copy it again.",
    ],
    [
      "a wrong token",
      { DIGITALOCEAN_TOKEN: "dop_v1_wrong" },
      () =>
        `${url()}: must answer 200, got 401 Unable to authenticate you. DIGITALOCEAN_TOKEN is wrong or has expired: make another.`,
    ],
    [
      "an API in the clear on another machine",
      { DIGITALOCEAN_TOKEN: "t", DIGITALOCEAN_API_URL: "http://api.example.com" },
      () =>
        "DIGITALOCEAN_API_URL must be an https URL without a path, or http on this machine, got http://api.example.com. Correct it, or leave it out.",
    ],
  ])("refuses %s", async (_what, variables, message) => {
    expect(await run(variables)).toEqual(refusal(message()));
  });

  it("says that a cluster is gone", async () => {
    const gone = "00000000-0000-4000-8000-000000000000";

    const { stderr } = await run({ DIGITALOCEAN_TOKEN: sandbox.token }, ["doks", gone]);

    expect(stderr).toMatch(
      /must answer 200, got 404 .+\. The cluster is gone, or it is of another account than DIGITALOCEAN_TOKEN: deploy it, or use that account's\.\n$/,
    );
  });

  it("refuses what is no cluster's id without asking anybody", async () => {
    expect(await run({}, ["doks", "../droplets"])).toEqual(
      refusal("cluster must be the UUID of a cluster, got ../droplets. Correct the exec command."),
    );
  });
});
