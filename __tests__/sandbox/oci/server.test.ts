import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { startOciSandbox } from "../../../sandbox/oci/server.ts";

describe("the server of the OCI sandbox", () => {
  it("says that the port is taken, with the code that a caller can act on", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startOciSandbox({ port })).rejects.toMatchObject({
      code: "EADDRINUSE",
      message: `OCI sandbox: port must be free on 127.0.0.1, got ${port}, which is in use. Choose another, or 0 for any.`,
    });
    other.close();
  });

  it("is not to be reached by any other address of this machine", async () => {
    const sandbox = await startOciSandbox({ port: 0 });
    const addresses = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? [])
        .filter(({ internal, family }) => !internal && family === "IPv4")
        .map(({ address }) => address),
    );
    for (const host of ["127.0.0.2", ...addresses]) {
      const outcome = await new Promise((resolve) => {
        const socket = connect({ host, port: Number(new URL(sandbox.url).port) }, () => resolve("connected"));
        socket.on("error", () => resolve("refused"));
      });
      expect({ host, outcome }).toEqual({ host, outcome: "refused" });
    }
    await sandbox.close();
  });

  it("keeps its key to this user and removes its temporary folder when it closes", async () => {
    const sandbox = await startOciSandbox({ port: 0 });
    expect(statSync(join(sandbox.folder, "api-key.pem")).mode & 0o077).toBe(0);
    await sandbox.close();
    expect(existsSync(sandbox.folder)).toBe(false);
  });

  it("leaves a folder that it was given", async () => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-given-"));
    const sandbox = await startOciSandbox({ port: 0, folder });
    await sandbox.close();
    expect(readdirSync(folder).sort()).toEqual(["api-key.pem", "config"]);
    rmSync(folder, { recursive: true });
  });
});
