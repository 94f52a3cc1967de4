import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  spawn(process.execPath, ["delivery/run.mjs", "sandbox/main.ts", ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

/** The first output, and then how it ended. */
async function start(...args: string[]) {
  const child = run(args);
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const output = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (chunk) => resolve(String(chunk)));
    child.once("exit", () => reject(new Error("the sandbox ended before it said anything")));
  });
  return { child, exited, output };
}

async function fail(args: readonly string[], env?: Record<string, string>) {
  const child = run(args, env);
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [stderr, stdout, code] = await Promise.all([text(child.stderr), text(child.stdout), exited]);
  return { stderr, stdout, code };
}

describe("npm run sandbox", () => {
  it("prints for machines the variables that point a program at it, and ends cleanly on Ctrl-C", async () => {
    const { child, exited, output } = await start("--port", "0", "--partitions", "2", "--json");
    const { url, streamId, secretId, variables, terraform } = JSON.parse(output);
    expect(variables).toEqual({
      MESSAGING: "oci-streaming",
      STREAM_DETAILS_SECRET_OCID: secretId,
      OCI_AUTH: "config-file",
      OCI_REGION: "eu-frankfurt-1",
      OCI_CONFIG_FILE: expect.any(String),
      OCI_CONFIG_PROFILE: "DEFAULT",
      OCI_SECRETS_ENDPOINT: url,
    });
    expect(terraform.CLIENT_HOST_OVERRIDES).toContain(`oci_streaming.StreamAdminClient=${url};`);
    expect(streamId).toMatch(/^ocid1\.stream\./);
    expect(existsSync(variables.OCI_CONFIG_FILE)).toBe(true);

    child.kill("SIGINT");
    expect(await exited).toBe(0);
    expect(existsSync(variables.OCI_CONFIG_FILE)).toBe(false);
    await expect(fetch(`${url}/sandbox/faults`)).rejects.toThrow("fetch failed");
  });

  it("prints for people what to export, and fault switches that work as printed", async () => {
    const { child, exited, output } = await start("--port", "0", "--stream", "votes");
    expect(output).toContain("  stream    votes, 1 partition, 24 h");
    expect(output).toMatch(/^export OCI_SECRETS_ENDPOINT=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(output).toMatch(/^export CLIENT_HOST_OVERRIDES='oci_\S+'$/m);
    const switches = [...output.matchAll(/^curl -X PUT (\S+) -d '(.*)'$/gm)];
    expect(switches.length).toBeGreaterThan(5);
    for (const [, url = "", body = ""] of switches) {
      expect((await fetch(url, { method: "PUT", body })).status).toBe(200);
    }
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
  });

  it("stands in for the cloud that the first word names", async () => {
    const { child, exited, output } = await start("digitalocean", "--port", "0", "--json");
    const { url, terraform } = JSON.parse(output);
    expect(terraform.DIGITALOCEAN_API_URL).toBe(url);
    child.kill("SIGINT");
    expect(await exited).toBe(0);
    expect(await fail(["azure"])).toEqual({
      stderr: expect.stringMatching(/^sandbox: first argument must be one of .*oci.*, got azure\./),
      stdout: "",
      code: 1,
    });
  });

  it("is a Kafka broker with a user for each program, and switches that work as printed", async () => {
    const { child, exited, output } = await start(
      "kafka",
      "--port",
      "0",
      "--switches",
      "0",
      "--topic",
      "votes",
    );
    const exported = (name: string) =>
      [...output.matchAll(new RegExp(`^export ${name}=(.*)$`, "gm"))].map(([, it]) => it);
    expect(exported("KAFKA_TOPIC")).toEqual(["votes", "votes"]);
    expect(exported("KAFKA_USERNAME")).toEqual(["producer", "consumer"]);
    const files = ["KAFKA_CA_FILE", "KAFKA_PASSWORD_FILE"].flatMap(exported);
    expect(files.map((file = "") => existsSync(file))).toEqual([true, true, true, true]);
    const switches = [...output.matchAll(/^curl (?:-X (\w+) )?(\S+)(?: -d '(.*)')?/gm)];
    expect(switches.length).toBeGreaterThan(7);
    for (const [, method = "GET", url = "", body] of switches) {
      const { status } = await fetch(url, { method, body: body?.replace("5000", "1") ?? null });
      expect([url, status]).toEqual([url, 200]);
    }
    child.kill("SIGINT");
    expect(await exited).toBe(0);
    expect(files.map((file = "") => existsSync(file))).toEqual([false, false, false, false]);
  });

  it.each([
    [["--prot", "1"], "sandbox: Unknown option '--prot'"],
    [
      ["--port", "x"],
      "sandbox: --port must be a whole number from 0 to 65535, got x. Choose one in that range.",
    ],
    [
      ["--retention", "1"],
      "sandbox: --retention must be a whole number from 24 to 168, got 1. Choose one in that range.",
    ],
  ])("answers %j with one clear line and the usage", async (args, message) => {
    const { stderr, stdout, code } = await fail(args);
    expect(stderr.split("\n")[0]).toBe(message);
    expect(stderr.split("\n")[1]).toMatch(/^Usage: npm run sandbox/);
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  it("takes the kubeconfig from its argument before its environment, and does not start without that file", async () => {
    const args = ["--port", "0", "--kubeconfig", "/nowhere/argument"];
    const { stderr, stdout, code } = await fail(args, { SANDBOX_KUBECONFIG: "/nowhere/environment" });
    expect(stderr).toContain("/nowhere/argument");
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
  });

  it("says that its port is taken, and leaves no folder behind", async () => {
    const TMPDIR = mkdtempSync(join(tmpdir(), "millrace-test-"));
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { stderr, code } = await fail(["--port", String(port)], { TMPDIR });
    other.close();
    expect(stderr).toBe(
      `OCI sandbox: port must be free on 127.0.0.1, got ${port}, which is in use. Choose another, or 0 for any.\n`,
    );
    expect(code).toBe(1);
    expect(readdirSync(TMPDIR)).toEqual([]);
    rmSync(TMPDIR, { recursive: true });
  });
});
