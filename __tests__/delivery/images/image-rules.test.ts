import { describe, expect, it } from "@jest/globals";
import { brokenImageRules } from "../../../delivery/images/check/image-rules.ts";

const expected = { program: "producer", source: "https://git.example/team", version: "1", revision: "2" };
const config = {
  User: "65532:65532",
  WorkingDir: "/app",
  Entrypoint: ["/nodejs/bin/node"],
  Cmd: ["program.mjs"],
  ExposedPorts: { "8080/tcp": {} },
  Labels: {
    "org.opencontainers.image.title": "millrace-producer",
    "org.opencontainers.image.source": "https://git.example/team",
    "org.opencontainers.image.version": "1",
    "org.opencontainers.image.revision": "2",
    "org.opencontainers.image.licenses": "Apache-2.0",
  },
};
const files = ["nodejs/bin/node", "app/", "app/program.mjs", "app/LICENSES.txt", "app/compile-cache/v24/1"];
const image = (changed: object, more: readonly string[] = []) => ({
  platform: "linux/amd64",
  config: { ...config, ...changed },
  layers: [{ digest: "sha256:1", createdBy: "COPY", files: [...files, ...more] }],
});

describe("brokenImageRules", () => {
  it("has nothing against an image as it must be", () => {
    expect(brokenImageRules(image({}), expected)).toEqual([]);
  });

  it.each([
    [{ User: "0" }, [], 'user must be "65532:65532", got "0"'],
    [
      { Cmd: ["other.mjs"] },
      [],
      'start must be ["/nodejs/bin/node","program.mjs"], got ["/nodejs/bin/node","other.mjs"]',
    ],
    [{ ExposedPorts: {} }, [], 'ports must be ["8080/tcp"], got []'],
    [{ WorkingDir: "/" }, [], 'folder must be "/app", got "/"'],
    [{}, ["bin/sh"], "must have no shell, got bin/sh"],
    [{}, ["usr/bin/bash"], "must have no shell, got usr/bin/bash"],
    [{}, ["busybox/bin/busybox"], "must have no shell, got busybox/bin/busybox"],
    [{}, ["nodejs/bin/npm"], "must have no package manager, got nodejs/bin/npm"],
    [{}, ["nodejs/lib/node_modules/npm/"], "must have no packages, got nodejs/lib/node_modules/npm/"],
    [
      {},
      ["app/.env"],
      'files must be ["app/LICENSES.txt","app/program.mjs"], got ["app/.env","app/LICENSES.txt","app/program.mjs"]',
    ],
  ])("refuses %j with %j", (changed, more, problem) => {
    expect(brokenImageRules(image(changed, more), expected)).toEqual([problem]);
  });

  it("names each label that says something else", () => {
    const problems = brokenImageRules(image({ Labels: {} }), expected);

    expect(problems).toHaveLength(5);
    expect(problems).toContain('revision must be "2", got undefined');
  });

  it("wants a compile cache", () => {
    const [layer] = image({}).layers;
    const without = {
      ...image({}),
      layers: [{ digest: "", createdBy: "", files: layer?.files.slice(0, -1) ?? [] }],
    };

    expect(brokenImageRules(without, expected)).toEqual([
      "compile cache must have something in it, got nothing",
    ]);
  });
});
