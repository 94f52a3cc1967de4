import { notFound } from "./errors.ts";
import { newOcid } from "./ocid.ts";

interface SecretVersion {
  readonly number: number;
  readonly name: string | null;
  readonly content: Buffer;
  readonly createdAt: number;
}

export interface VersionOptions {
  /** @default none */
  readonly name?: string | null;
  /** A pending version can be read by its stage or number, and becomes current only when told to. @default false */
  readonly pending?: boolean;
}

/** A secret with all its versions; an update is a rotation. */
export class Secret {
  readonly id: string;
  readonly name: string;
  readonly #versions: SecretVersion[] = [];
  #current = 0;
  #previous = 0;

  constructor(name: string, id: string = newOcid("vaultsecret")) {
    this.id = id;
    this.name = name;
  }

  get currentVersion(): number {
    return this.#current;
  }

  update(content: string | Buffer, now: number, { name = null, pending = false }: VersionOptions = {}): void {
    const number = this.#versions.length + 1;
    this.#versions.push({ number, name, content: Buffer.from(content), createdAt: now });
    if (!pending) this.makeCurrent(number);
  }

  /** Also back to an older one. Throws 404 for a version that does not exist. */
  makeCurrent(number: number): void {
    if (!this.#versions.some((version) => version.number === number)) throw notFound();
    if (number === this.#current) return;
    this.#previous = this.#current;
    this.#current = number;
  }

  /** Whether a version, whichever, has this content. */
  hadContent(content: Buffer): boolean {
    return this.#versions.some((version) => version.content.equals(content));
  }

  /** As ListSecretVersions answers them, newest first. */
  describeVersions(): Readonly<Record<string, unknown>>[] {
    return this.#versions
      .map(({ number, name, createdAt }) => ({
        secretId: this.id,
        versionNumber: number,
        name,
        contentType: "BASE64",
        stages: this.#stages(number),
        timeCreated: new Date(createdAt).toISOString(),
      }))
      .reverse();
  }

  /** As GetSecretBundle answers it. Nothing asked for means CURRENT. */
  bundle(asked: Readonly<Record<"stage" | "versionNumber" | "versionName", string | null>>): object {
    const version = this.#versions.findLast(({ number, name }) => {
      if (asked.versionNumber !== null) return String(number) === asked.versionNumber;
      if (asked.versionName !== null) return name === asked.versionName;
      return this.#stages(number).includes(asked.stage ?? "CURRENT");
    });
    if (!version) throw notFound();
    return {
      secretId: this.id,
      timeCreated: new Date(version.createdAt).toISOString(),
      versionNumber: version.number,
      versionName: version.name,
      secretBundleContent: { contentType: "BASE64", content: version.content.toString("base64") },
      stages: this.#stages(version.number),
      metadata: null,
    };
  }

  #stages(number: number): string[] {
    const stages = [];
    if (number === this.#current) stages.push("CURRENT");
    if (number === this.#versions.length) stages.push("LATEST");
    if (number === this.#previous) stages.push("PREVIOUS");
    if (number > this.#current && number !== this.#previous) stages.push("PENDING");
    return stages.length > 0 ? stages : ["DEPRECATED"];
  }
}
