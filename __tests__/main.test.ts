import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { okeProd } from "../environments/oke-prod.ts";
import { stackNamed, stacksOf } from "./stacks/app.ts";
import { type Checkout, checkout } from "./support/checkout.ts";

describe("npm run synth", () => {
  let project: Checkout;
  beforeAll(() => {
    project = checkout("project");
  });
  afterAll(() => project.remove());

  function synth() {
    const { status, stderr } = spawnSync(process.execPath, ["delivery/run.mjs", "main.ts"], {
      cwd: project.root,
      encoding: "utf8",
    });
    return { status, stderr };
  }

  it("says in one line each what is wrong with an environment, and writes nothing", () => {
    const file = join(project.root, "environments", "oke-dev.ts");
    const sound = readFileSync(file, "utf8");
    writeFileSync(file, sound.replace("retentionHours: 24", "retentionHours: 240"));

    expect(synth()).toEqual({
      status: 1,
      stderr:
        "oke-dev.streaming.streams.records.retentionHours: must be a whole number from 24 to 168, got 240. " +
        "OCI Streaming keeps records no shorter and no longer.\n",
    });
    expect(existsSync(join(project.root, "cdktf.out"))).toBe(false);
    writeFileSync(file, sound);
  });

  it("needs nothing but the checkout, and says nothing when all is well", () => {
    expect(synth()).toEqual({ status: 0, stderr: "" });

    const { stacks } = JSON.parse(readFileSync(join(project.root, "cdktf.out", "manifest.json"), "utf8"));
    expect(Object.keys(stacks)).toContain("oke-dev-apps");

    // The cdktf that is made shorter for synth does what the one does that tests load from its own files.
    const text = readFileSync(
      join(project.root, "cdktf.out", "stacks", "oke-prod-cluster", "cdk.tf.json"),
      "utf8",
    );
    const { resource } = JSON.parse(text, (key, value) => (key === "//" ? undefined : value));
    expect(resource).toEqual(stackNamed(stacksOf(okeProd), "oke-prod-cluster").document.resource);
  });
});
