import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { type OciSandbox, startOciSandbox } from "../../sandbox/oci/server.ts";
import { type Checkout, checkout } from "../support/checkout.ts";

const clusterId = "ocid1.cluster.oc1.eu-frankfurt-1.aaaa";
const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** Stacks under the names of two environments', with outputs that need no provider. */
const stacks = `
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";

const app = new App();
const outputs = ${JSON.stringify({
  cluster_id: clusterId,
  cluster_endpoint: "https://203.0.113.7:6443",
  cluster_ca_certificate: certificate,
})};
for (const name of ["oke-dev-cluster", "doks-dev-cluster"]) {
  const cluster = new TerraformStack(app, name);
  new LocalBackend(cluster, { path: "../../../terraform." + name + ".tfstate" });
  for (const [name, value] of Object.entries(outputs)) new TerraformOutput(cluster, name, { value, staticId: true });
}
app.synth();
`;

describe("npm run kubeconfig", () => {
  let tree: Checkout;
  let sandbox: OciSandbox;
  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0 });
    tree = checkout("project");
    writeFileSync(join(tree.root, "main.ts"), stacks);
  });
  afterAll(async () => {
    tree.remove();
    await sandbox.close();
  });

  const run = (args: readonly string[], variables: Record<string, string> = {}) =>
    spawnSync(process.execPath, ["delivery/run.mjs", "delivery/kubeconfig.ts", ...args], {
      cwd: tree.root,
      encoding: "utf8",
      env: { ...process.env, ...variables },
    });

  it.each([
    [
      ["oke-staging"],
      /^kubeconfig: environment must be one of oke-dev.*, got oke-staging\. Usage: npm run kubeconfig /,
    ],
    [
      ["local"],
      /^kubeconfig: local\.cluster\.kind must be oke or doks, got existing\. Use what you have: kubectl --context kind-millrace get nodes\.\n$/,
    ],
    [[], /^kubeconfig: arguments must name one environment, got none\. Usage: npm run kubeconfig /],
  ])("refuses the arguments %j", (args, message) => {
    const { status, stdout, stderr } = run(args);

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(message);
  });

  it("has nothing to do for a cluster that has a context, where a pipeline asks for whatever environment", () => {
    const { status, stdout } = run(["local", "--if-needed"]);

    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "local has the context kind-millrace already.\n",
    });
  });

  const terraformIsThere = spawnSync("terraform", ["version"]).status === 0;
  (terraformIsThere ? describe : describe.skip)("with Terraform on PATH", () => {
    it("says that the cluster is not deployed", () => {
      const { status, stdout, stderr } = run(["oke-dev"]);

      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(
        /\nkubeconfig: oke-dev-cluster: must be deployed, got no cluster_id, cluster_endpoint, cluster_ca_certificate\. Run `npx cdktf deploy oke-dev-cluster` first\.\n$/,
      );
    });

    it("writes a file without a credential, whose user is a program that prints one", () => {
      const cwd = join(tree.root, "cdktf.out/stacks/oke-dev-cluster");
      spawnSync("terraform", ["apply", "-auto-approve", "-input=false"], { cwd });
      const config = { OCI_CLI_CONFIG_FILE: sandbox.configFile };

      const { status, stdout } = run(["oke-dev"], config);

      const file = join(".millrace", "oke-dev", "kubeconfig");
      expect({ status, stdout }).toEqual({
        status: 0,
        stdout: `${file} is written. Try it: kubectl --kubeconfig ${file} get nodes\n`,
      });
      const written = parse(readFileSync(join(tree.root, file), "utf8"));
      const { exec } = written.users[0].user;
      expect(written).toEqual({
        apiVersion: "v1",
        kind: "Config",
        clusters: [
          {
            name: "oke-dev",
            cluster: {
              server: "https://203.0.113.7:6443",
              "certificate-authority-data": Buffer.from(certificate).toString("base64"),
            },
          },
        ],
        users: [{ name: "oke-dev", user: { exec } }],
        contexts: [
          { name: "oke-dev", context: { cluster: "oke-dev", user: "oke-dev", namespace: "oke-dev" } },
        ],
        "current-context": "oke-dev",
      });
      if (process.platform !== "win32") expect(statSync(join(tree.root, file)).mode & 0o777).toBe(0o600);

      // As kubectl runs it: from anywhere, with the variables of the file.
      const variables = Object.fromEntries(
        exec.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
      );
      const credential = spawnSync(exec.command, exec.args, {
        cwd: sandbox.folder,
        encoding: "utf8",
        env: { PATH: process.env.PATH, ...variables },
      });
      expect(JSON.parse(credential.stdout)).toMatchObject({
        apiVersion: exec.apiVersion,
        kind: "ExecCredential",
      });
    });

    it("lets DigitalOcean be asked for the credential of its cluster, in the namespace of the programs", () => {
      const cwd = join(tree.root, "cdktf.out/stacks/doks-dev-cluster");
      spawnSync("terraform", ["init", "-input=false"], { cwd });
      spawnSync("terraform", ["apply", "-auto-approve", "-input=false"], { cwd });

      expect(run(["doks-dev"], { DIGITALOCEAN_TOKEN: "dop_v1_planted" }).status).toBe(0);

      const text = readFileSync(join(tree.root, ".millrace", "doks-dev", "kubeconfig"), "utf8");
      expect(text).not.toContain("dop_v1_planted");
      const { users, contexts } = parse(text);
      expect(users[0].user.exec.args).toEqual([expect.any(String), "doks", clusterId]);
      expect(contexts[0].context.namespace).toBe("doks-dev-kafka");
    });
  });
});
