import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { bundle } from "../delivery/bundle.ts";
import { copiesOf, layerDigest, unpack } from "./support/image-layers.ts";
import { ProgramProcess } from "./support/program-process.ts";
import { getJson } from "./support/running-program.ts";

const dockerfile = readFileSync("Dockerfile", "utf8");
const lastStage = dockerfile.slice(dockerfile.lastIndexOf("\nFROM ")).trim().split("\n");

describe("the Dockerfile", () => {
  it("begins every stage with a base whose digest is pinned", () => {
    const bases = [...dockerfile.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(([, base]) => base);

    expect(bases).toEqual(["${" + "NODE}", "${" + "NODE}"]);
    expect(dockerfile).toMatch(
      /^ARG NODE=gcr\.io\/distroless\/nodejs\d+-debian\d+:nonroot@sha256:[0-9a-f]{64}$/m,
    );
  });

  it("runs nothing in what is shipped, and not as root", () => {
    const instructions = lastStage.map((line) => line.split(" ")[0]);

    expect(instructions).not.toContain("RUN");
    expect(lastStage.filter((line) => line.startsWith("USER ")).at(-1)).toBe("USER 65532:65532");
    expect(lastStage.at(-1)).toBe('CMD ["program.mjs"]');
  });
});

describe("the image's files, put where the Dockerfile says", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-image-"));
  const root = join(folder, "root");
  const copies = copiesOf(dockerfile, "producer");
  let program: ProgramProcess | undefined;

  beforeAll(async () => {
    await bundle("producer", join(folder, "dist"));
    unpack(copies, folder, root, 1_000_000);
  });
  afterAll(() => {
    program?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("are the program and its licences, which nobody may change", () => {
    const files = readdirSync(join(root, "app")).sort();

    expect(files).toEqual(["LICENSES.txt", "program.mjs"]);
    for (const file of files) expect(statSync(join(root, "app", file)).mode & 0o777).toBe(0o444);
  });

  it("start, listen and say their commit with nothing else beside them", async () => {
    const secret = join(root, "app/LICENSES.txt");
    program = new ProgramProcess(join(root, "app/program.mjs"), {
      MESSAGING: "kafka",
      // Nobody listens there.
      KAFKA_BOOTSTRAP_SERVERS: "127.0.0.1:9",
      KAFKA_TOPIC: "records",
      KAFKA_CA_FILE: secret,
      KAFKA_USERNAME: "producer",
      KAFKA_PASSWORD_FILE: secret,
      RECORDS: "people",
      POD_NAME: "producer-0",
    });
    const url = await program.url();

    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await getJson(`${url}/version`)).toMatchObject({ version: "0.1.0" });
  });

  it("have another layer digest when a byte, the mode, the place or the time is another", () => {
    const [copy] = copies;
    if (copy === undefined) throw new Error("The Dockerfile copies nothing.");
    const licences = copies.at(-1) ?? copy;
    const digests = [
      layerDigest(copy, folder, 1),
      layerDigest(copy, folder, 2),
      layerDigest({ ...copy, mode: 0o555 }, folder, 1),
      layerDigest({ ...copy, to: "/app/other.mjs" }, folder, 1),
      layerDigest({ ...licences, to: copy.to }, folder, 1),
    ];

    expect(new Set(digests).size).toBe(digests.length);
  });
});
