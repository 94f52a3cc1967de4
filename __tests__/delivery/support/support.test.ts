import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findings } from "../../../delivery/support/findings.ts";
import { offerOf } from "../../../delivery/support/offer.ts";
import { doksDev } from "../../../environments/doks-dev.ts";
import { okeDev } from "../../../environments/oke-dev.ts";
import { doksVersions, okeVersions } from "../../../environments/versions.ts";
import { type DigitalOceanSandbox, startDigitalOceanSandbox } from "../../../sandbox/digitalocean/server.ts";
import { ForgeStandIn } from "../../../sandbox/forge/forge-stand-in.ts";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";
import { terraformVariables } from "../../../sandbox/oci/terraform.ts";

describe("npm run support", () => {
  let oracle: OciSandbox;
  let digitalOcean: DigitalOceanSandbox;
  let forge: ForgeStandIn;
  let variables: Record<string, string>;
  beforeAll(async () => {
    oracle = await startOciSandbox({ port: 0 });
    digitalOcean = await startDigitalOceanSandbox({ port: 0 });
    forge = await ForgeStandIn.start("github");
    variables = {
      ...terraformVariables(oracle),
      DIGITALOCEAN_API_URL: digitalOcean.url,
      DIGITALOCEAN_TOKEN: digitalOcean.token,
    };
  });
  afterAll(async () => {
    await Promise.all([oracle.close(), digitalOcean.close(), forge.stop()]);
  });

  const { image } = okeDev.cluster.nodePools.workers;
  const oracleOffers = { versions: okeVersions, images: [image] };

  it("asks both clouds, in the name of whoever deploys, what they offer", async () => {
    const [oke, doks] = await Promise.all([
      offerOf(okeDev.cluster, variables),
      offerOf(doksDev.cluster, variables),
    ]);

    expect(oke.versions).toEqual(expect.arrayContaining([...okeVersions]));
    expect(oke.images).toContain(image);
    expect(doks.versions).toEqual(expect.arrayContaining([...doksVersions]));
  });

  it("finds nothing while everything that is used is offered", () => {
    expect(findings("oke-dev", okeDev.cluster, oracleOffers)).toEqual([]);
    expect(findings("doks-dev", doksDev.cluster, { versions: doksVersions })).toEqual([]);
  });

  it("names what a cloud has withdrawn: versions in use, worker images, versions of the list", () => {
    const offer = { versions: ["1.34.2", "1.35.2", "1.37.1"], images: ["another"] };

    expect(findings("oke-dev", okeDev.cluster, offer)).toEqual([
      "oke-dev.cluster.kubernetesVersion: must be offered by its cloud, got 1.36.1. Go to 1.37.1: docs/upgrade.md.",
      "oke-dev.cluster.nodePools.workers.kubernetesVersion: must be offered by its cloud, got 1.36.1. Go to 1.37.1: docs/upgrade.md.",
      `oke-dev.cluster.nodePools.workers.image: must be offered by its cloud, got ${image}. Name a newer one: docs/upgrade.md.`,
      "environments/versions.ts: oke must be what its cloud offers, got 1.36.1. Take it out when nothing runs on it.",
    ]);
  });

  it("calls what it could not ask unknown, and leaves the issue as it is", async () => {
    const standing = forge.issue("millrace-bot", "<!-- millrace:support -->\nsince last week");
    const child = spawn(
      process.execPath,
      ["delivery/run.mjs", "delivery/support.ts", "doks-dev", "--issue"],
      { env: { ...process.env, ...variables, ...forge.variables, DIGITALOCEAN_TOKEN: "planted-token" } },
    );
    const closed = once(child, "close");
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status] = await closed;

    expect(output).toMatch(
      /^unknown: doks-dev: http:\S+\/v2\/kubernetes\/options: must answer 200, got 401 .*\n0 not offered any more, 1 unknown\n$/,
    );
    expect({ errors, status }).toEqual({ errors: "", status: 1 });
    expect(output).not.toContain("planted");
    expect(standing).toMatchObject({ open: true, body: "<!-- millrace:support -->\nsince last week" });
  });
});
