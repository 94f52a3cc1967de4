import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Client } from "./client.ts";

let client: Client;
beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.sandbox.close());

const credentials = async (id: string, seconds = 0) =>
  (await client.get(`kubernetes/clusters/${id}/credentials?expiry_seconds=${seconds}`)).json;

async function knock(access: { server: string; certificate_authority_data: string }, token: string) {
  const ca = Buffer.from(access.certificate_authority_data, "base64");
  const headers = { authorization: `Bearer ${token}` };
  const outgoing = request(`${access.server}/api`, { ca, headers, agent: false }).end();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: answer.statusCode, message: JSON.parse(await text(answer)).message as string };
}

describe("the endpoint of a cluster in the DigitalOcean sandbox", () => {
  it("lets in who brings a token of this cluster, for as long as it is good", async () => {
    const [main, other] = [await client.cluster(), await client.cluster({ name: "other" })];
    const access = await credentials(main, 60);
    // Let in, and there is no API server behind it.
    expect((await knock(access, access.token)).status).toBe(503);
    expect(await knock(access, "made-up")).toEqual({
      status: 401,
      message: "Unauthorized: the token is not one that /credentials gave",
    });
    const foreign = (await credentials(other)).token;
    expect((await knock(access, foreign)).message).toBe(
      `Unauthorized: the token is for cluster ${other}, not for ${main}`,
    );
    client.wait(60_000);
    expect((await knock(access, access.token)).message).toBe(
      `Unauthorized: the token expired at ${access.expires_at}`,
    );
  });

  it("gives tokens for seven days when nobody asks for less", async () => {
    const before = Date.now();
    const { expires_at } = await credentials(await client.cluster());
    expect(Math.round((Date.parse(expires_at) - before) / 86_400_000)).toBe(7);
  });

  it("is gone with its cluster", async () => {
    const id = await client.cluster();
    const access = await credentials(id);
    await client.call("DELETE", `kubernetes/clusters/${id}`);
    client.wait();
    expect(client.sandbox.resources().filter(({ type }) => type === "kubernetes")).toEqual([]);
    await expect(knock(access, access.token)).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
  });
});
