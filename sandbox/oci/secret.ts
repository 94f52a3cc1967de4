import { notFound } from "./errors.ts";
import { newOcid } from "./ocid.ts";

interface SecretVersion {
  readonly number: number;
  readonly content: string;
  readonly createdAt: number;
}

/** A secret with all its versions; an update is a rotation. */
export class Secret {
  readonly id = newOcid("vaultsecret");
  readonly name: string;
  readonly #versions: SecretVersion[] = [];

  constructor(name: string) {
    this.name = name;
  }

  update(content: string, now: number): void {
    this.#versions.push({ number: this.#versions.length + 1, content, createdAt: now });
  }

  /** As GetSecretBundle answers it. Nothing asked for means CURRENT. */
  bundle(asked: Readonly<Record<"stage" | "versionNumber" | "versionName", string | null>>): object {
    const version = this.#versions.findLast(({ number }) =>
      asked.versionNumber === null
        ? this.#stages(number).includes(asked.stage ?? "CURRENT")
        : String(number) === asked.versionNumber,
    );
    // No version has a name here.
    if (!version || asked.versionName !== null) throw notFound();
    return {
      secretId: this.id,
      timeCreated: new Date(version.createdAt).toISOString(),
      versionNumber: version.number,
      versionName: null,
      secretBundleContent: {
        contentType: "BASE64",
        content: Buffer.from(version.content).toString("base64"),
      },
      stages: this.#stages(version.number),
      metadata: null,
    };
  }

  #stages(number: number): string[] {
    const age = this.#versions.length - number;
    return age === 0 ? ["CURRENT", "LATEST"] : age === 1 ? ["PREVIOUS"] : ["DEPRECATED"];
  }
}
