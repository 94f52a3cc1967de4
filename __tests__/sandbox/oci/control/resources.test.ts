import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../../sandbox/oci/server.ts";
import { createClock, SignedClient } from "../signed-client.ts";

const lifecycleMs = 1000;
const compartmentId = "ocid1.compartment.oc1..somewhere";

describe("a resource of the control plane", () => {
  const clock = createClock();
  let sandbox: OciSandbox;
  let client: SignedClient;

  beforeEach(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now, lifecycleMs });
    client = new SignedClient(sandbox);
  });
  afterEach(() => sandbox.close());

  const create = (details: object = {}) =>
    client.post("/20160918/vcns", {
      compartmentId,
      cidrBlocks: ["10.0.0.0/16"],
      displayName: "net",
      ...details,
    });

  it("is provisioned for a while, then available, then terminated for a while, then gone", async () => {
    const { json, status } = await create();
    const path = `/20160918/vcns/${json.id}`;
    const state = async () => {
      const answer = await client.get(path);
      return answer.json.lifecycleState ?? `${answer.status} ${answer.json.code}`;
    };
    expect(status).toBe(200);
    expect(json).toMatchObject({ displayName: "net", lifecycleState: "PROVISIONING", freeformTags: {} });
    clock.advance(lifecycleMs - 1);
    expect(await state()).toBe("PROVISIONING");
    clock.advance(1);
    expect(await state()).toBe("AVAILABLE");
    expect((await client.send("DELETE", path, undefined, {})).status).toBe(204);
    expect(await state()).toBe("TERMINATING");
    clock.advance(lifecycleMs);
    expect(await state()).toBe("404 NotFound");
    expect(sandbox.resources()).toEqual([]);
  });
});
