import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../../sandbox/oci/server.ts";
import { base64, createClock, type RawAnswer } from "../signed-client.ts";
import { ControlClient, compartmentId, lifecycleMs, outcome } from "./control-client.ts";

const at = (path: string) => `/20180608/${path}`;
const day = 86_400_000;

describe("vaults, keys and secrets", () => {
  const clock = createClock();
  let sandbox: OciSandbox;
  let client: ControlClient;
  let vault: RawAnswer["json"];
  let keys: ControlClient;
  let key: RawAnswer["json"];

  const keyDetails = { displayName: "master", keyShape: { algorithm: "AES", length: 32 } };
  const createVault = () => client.made(at("vaults"), { displayName: "vault", vaultType: "DEFAULT" });
  const keysOf = ({ managementEndpoint: url }: { managementEndpoint: string }) =>
    new ControlClient({ ...sandbox, url }, clock);

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now, lifecycleMs });
    client = new ControlClient(sandbox, clock);
    vault = await createVault();
    keys = keysOf(vault);
    key = await keys.made(at("keys"), keyDetails);
  });
  afterAll(() => sandbox.close());

  let count = 0;
  const postSecret = (details: object = {}) => {
    count += 1;
    return client.post(at("secrets"), {
      compartmentId,
      vaultId: vault.id,
      keyId: key.id,
      secretName: `secret-${count}`,
      secretContent: { contentType: "BASE64", content: base64("first") },
      ...details,
    });
  };
  const createSecret = async (details: object = {}): Promise<RawAnswer["json"]> => {
    const { json, status } = await postSecret(details);
    if (status !== 200) throw new Error(JSON.stringify(json));
    client.settle();
    return json;
  };
  const generated = {
    secretContent: undefined,
    enableAutoGeneration: true,
    secretGenerationContext: {
      generationType: "PASSPHRASE",
      generationTemplate: "SECRETS_DEFAULT_PASSWORD",
      passphraseLength: 24,
      secretTemplate: '{"password":"%GENERATED_PASSPHRASE%"}',
    },
  };
  const bundle = (id: string, query = "") => client.get(`/20190301/secretbundles/${id}${query}`);
  const contentOf = async (id: string, query = "") =>
    Buffer.from((await bundle(id, query)).json.secretBundleContent.content, "base64").toString();
  const act = async (path: string, details: object = {}) => outcome(await client.post(at(path), details));
  const stateOf = async (path: string) => (await client.get(at(path))).json.lifecycleState;

  it("makes a key in the vault whose management endpoint was asked", async () => {
    const second = await createVault();
    const other = await keysOf(second).made(at("keys"), keyDetails);
    expect([key.vaultId, other.vaultId]).toEqual([vault.id, second.id]);
    expect(key).toMatchObject({ lifecycleState: "ENABLED", protectionMode: "HSM" });
    expect(outcome(await client.post(at("keys"), keyDetails))).toBe("400 InvalidParameter");
  });

  it("makes a key once, with one version, however often the same request comes", async () => {
    const before = (await keys.get(at("keys"))).json.length;
    const repeated = { sentHeaders: { "opc-retry-token": "again" } };
    const first = await keys.post(at("keys"), keyDetails, repeated);
    const second = await keys.post(at("keys"), keyDetails, repeated);
    expect([second.json.id, second.json.currentKeyVersion]).toEqual([
      first.json.id,
      first.json.currentKeyVersion,
    ]);
    expect((await keys.get(at("keys"))).json).toHaveLength(before + 1);
  });

  it("rotates a key by a new version, and names the day of the next rotation", async () => {
    const rotated = await keys.made(at("keys"), { ...keyDetails, isAutoRotationEnabled: true });
    const versions = at(`keys/${rotated.id}/keyVersions`);
    expect((await keys.get(versions)).json.map(({ id }: { id: string }) => id)).toEqual([
      rotated.currentKeyVersion,
    ]);
    const version = (await keys.post(versions, {})).json;
    keys.settle();
    expect((await keys.get(at(`keys/${rotated.id}`))).json.currentKeyVersion).toBe(version.id);
    const { timeOfScheduleStart: start, timeOfNextRotation: next } = rotated.autoKeyRotationDetails;
    expect(Date.parse(next) - Date.parse(start)).toBe(90 * day);
  });

  it("keeps a vault that is scheduled for deletion, and all in it, and gives it back or lets it go", async () => {
    const doomed = await createVault();
    const own = await keysOf(doomed).made(at("keys"), keyDetails);
    const secret = await createSecret({ vaultId: doomed.id, keyId: own.id });
    const all = [`vaults/${doomed.id}`, `keys/${own.id}`, `secrets/${secret.id}`];
    const states = () => Promise.all(all.map(stateOf));
    const soon = new Date(clock.now() + 6 * day).toISOString();
    expect(await act(`${all[0]}/actions/scheduleDeletion`, { timeOfDeletion: soon })).toBe(
      "400 InvalidParameter",
    );
    expect(await act(`${all[0]}/actions/scheduleDeletion`)).toBe("200");
    expect(await states()).toEqual(Array(3).fill("SCHEDULING_DELETION"));
    client.settle();
    expect(await states()).toEqual(Array(3).fill("PENDING_DELETION"));
    expect(outcome(await postSecret({ vaultId: doomed.id, keyId: own.id }))).toBe("409 IncorrectState");
    expect(await act(`${all[0]}/actions/cancelDeletion`)).toBe("200");
    client.settle();
    expect(await states()).toEqual(["ACTIVE", "ENABLED", "ACTIVE"]);
    await act(`${all[0]}/actions/scheduleDeletion`);
    client.settle();
    clock.advance(30 * day);
    expect(outcome(await client.get(at(`${all[0]}`)))).toBe("404 NotFound");
    await expect(keysOf(doomed).get(at("keys"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("makes the very secret that programs read, and shows its content to nobody else", async () => {
    const secret = await createSecret();
    expect(secret).not.toHaveProperty("secretContent");
    expect(await contentOf(secret.id)).toBe("first");
  });

  it("adds a version by an update, can return to the old one, and keeps bytes as they are", async () => {
    const { id } = await createSecret();
    const bytes = Buffer.from([0, 255, 128, 10]).toString("base64");
    const secretContent = { contentType: "BASE64", content: bytes, name: "wallet" };
    const update = (details: object) => client.put(at(`secrets/${id}`), details);
    expect((await update({ secretContent })).json.currentVersionNumber).toBe(2);
    expect((await bundle(id)).json).toMatchObject({
      versionName: "wallet",
      secretBundleContent: { content: bytes },
    });
    expect(await contentOf(id, "?stage=PREVIOUS")).toBe("first");
    await update({ currentVersionNumber: 1 });
    expect(await contentOf(id)).toBe("first");
    const listed = (await client.get(at(`secrets/${id}/versions`))).json;
    expect(listed.map(({ stages }: { stages: string[] }) => stages)).toEqual([
      ["LATEST", "PREVIOUS"],
      ["CURRENT"],
    ]);
  });

  it("holds a pending version back until it is made current", async () => {
    const { id } = await createSecret();
    const secretContent = { contentType: "BASE64", content: base64("second"), stage: "PENDING" };
    await client.put(at(`secrets/${id}`), { secretContent });
    expect([await contentOf(id), await contentOf(id, "?stage=PENDING")]).toEqual(["first", "second"]);
    await client.put(at(`secrets/${id}`), { currentVersionNumber: 2 });
    expect(await contentOf(id)).toBe("second");
  });

  it("makes a value up by its template, another one at each rotation, and none when nothing changes", async () => {
    const { id } = await createSecret(generated);
    const first = await contentOf(id);
    expect(JSON.parse(first).password).toHaveLength(24);
    await client.put(at(`secrets/${id}`), { secretGenerationContext: generated.secretGenerationContext });
    expect(await contentOf(id)).toBe(first);
    expect(await act(`secrets/${id}/actions/rotate`)).toBe("204");
    expect(await contentOf(id)).not.toBe(first);
    expect(await act(`secrets/${(await createSecret()).id}/actions/rotate`)).toBe("400 InvalidParameter");
  });

  it("keeps the name of a secret that is scheduled for deletion, hides its content, and can give it back", async () => {
    const { id, secretName } = await createSecret();
    expect(await act(`secrets/${id}/actions/scheduleDeletion`)).toBe("200");
    client.settle();
    expect(outcome(await postSecret({ secretName }))).toBe("409 SecretAlreadyExists");
    expect((await bundle(id)).status).toBe(404);
    expect(await act(`secrets/${id}/actions/cancelDeletion`)).toBe("200");
    client.settle();
    expect(await contentOf(id)).toBe("first");
    await act(`secrets/${id}/actions/scheduleDeletion`, {
      timeOfDeletion: new Date(clock.now() + day).toISOString(),
    });
    clock.advance(day);
    expect((await postSecret({ secretName })).status).toBe(200);
  });

  it("enforces a secret's rules: no content twice, and none after it has expired", async () => {
    const { id } = await createSecret({
      secretRules: [
        { ruleType: "SECRET_REUSE_RULE" },
        {
          ruleType: "SECRET_EXPIRY_RULE",
          secretVersionExpiryInterval: "P30D",
          isSecretContentRetrievalBlockedOnExpiry: true,
        },
      ],
    });
    const update = (content: string) =>
      client.put(at(`secrets/${id}`), { secretContent: { contentType: "BASE64", content: base64(content) } });
    expect(outcome(await update("first"))).toBe("400 InvalidParameter");
    clock.advance(30 * day);
    expect((await bundle(id)).status).toBe(409);
    expect((await update("second")).status).toBe(200);
    expect(await contentOf(id)).toBe("second");
  });

  it.each([
    ["content and generation", { enableAutoGeneration: true }],
    ["neither content nor generation", { secretContent: undefined }],
    ["content that is not base64", { secretContent: { contentType: "BASE64", content: "{}" } }],
    ["an expiry after 91 days", { secretRules: [{ secretVersionExpiryInterval: "P91D" }] }],
    ["a rotation of nothing", { rotationConfig: { rotationInterval: "P30D" } }],
  ])("refuses a secret with %s", async (_, details) => {
    expect(outcome(await postSecret(details))).toBe("400 InvalidParameter");
  });

  it("refuses a secret and a stream pool whose key is disabled", async () => {
    const off = await keys.made(at("keys"), keyDetails);
    await keys.post(at(`keys/${off.id}/actions/disable`), {});
    keys.settle();
    expect(outcome(await postSecret({ keyId: off.id }))).toBe("409 IncorrectState");
    const pool = { name: "pool", compartmentId, customEncryptionKeyDetails: { kmsKeyId: off.id } };
    expect(outcome(await client.post("/20180418/streampools", pool))).toBe("409 IncorrectState");
  });
});
