import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { registryLogin } from "../../../delivery/login/registry-login.ts";
import { dockerStandIn } from "../../support/docker-stand-in.ts";

const onPosix = process.platform === "win32" ? describe.skip : describe;

onPosix("npm run login -- registry", () => {
  let folder: string;
  let variables: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-registry-"));
    writeFileSync(join(folder, "docker"), dockerStandIn, { mode: 0o755 });
    variables = {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      FAKE_DOCKER_CALL: join(folder, "call"),
      REGISTRY_HOST: "registry.example",
      REGISTRY_USERNAME: "tenant/robot",
      REGISTRY_AUTH_TOKEN: "planted-token",
    };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const told = (what: string) => readFileSync(join(folder, `call.${what}`), "utf8");

  it("hands the token on without naming it to the whole machine", () => {
    expect(registryLogin(variables)).toBe("registry.example");

    expect(told("asked")).toBe("login registry.example --username tenant/robot --password-stdin\n");
    expect(told("password")).toBe("planted-token");
  });

  it("names every variable that is missing before it asks anybody", () => {
    expect(() => registryLogin({ ...variables, REGISTRY_HOST: "", REGISTRY_AUTH_TOKEN: undefined })).toThrow(
      "environment: REGISTRY_HOST, REGISTRY_AUTH_TOKEN must be set, got none. docs/new-environment.md says to what.",
    );
    expect(() => told("asked")).toThrow("ENOENT");
  });

  it("says what the registry has against it", () => {
    expect(() => registryLogin({ ...variables, FAKE_REGISTRY_SAYS: "unauthorized" })).toThrow(
      "registry.example must let tenant/robot in, got ERROR: unauthorized. Correct name or token.",
    );
  });
});
