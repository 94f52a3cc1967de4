import { createPrivateKey, type KeyObject } from "node:crypto";
import {
  ConfigFileAuthenticationDetailsProvider,
  InstancePrincipalsAuthenticationDetailsProviderBuilder,
  OkeWorkloadIdentityAuthenticationDetailsProvider,
  ResourcePrincipalAuthenticationDetailsProvider,
  SessionAuthDetailProvider,
} from "oci-common";
import { within } from "../waiting.ts";
import { messageOf, NoAnswerError } from "./errors.ts";
import type { OciAccess } from "./oci-config.ts";
import type { Credential } from "./signer.ts";

/** What every provider of the SDK can do. */
interface Provider {
  getKeyId(): Promise<string>;
  getPrivateKey(): string;
  getPassphrase(): string | null;
  getRegion?(): { readonly regionId: string } | undefined;
  closeProvider?(): void;
}

export type AuthConfig = Pick<OciAccess, "auth" | "region" | "configFile" | "configProfile">;

/** Where Kubernetes puts the certificate authority and the token of a pod's service account. */
const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Who this program is to Oracle Cloud. The vendor's providers do the exchange of
 * tokens; this class decides when one is used up.
 */
export class Identity {
  readonly #config: AuthConfig;
  readonly #timeoutMs: number;
  readonly #folder: string;
  #provider: Promise<Provider> | undefined;
  #key: { readonly pem: string; readonly object: KeyObject } | undefined;

  constructor(config: AuthConfig, timeoutMs: number, folder = serviceAccountFolder) {
    this.#config = config;
    this.#timeoutMs = timeoutMs;
    this.#folder = folder;
  }

  /** Such as `eu-frankfurt-1`: what was configured, else what the credential says; undefined for workload identity. */
  async region(): Promise<string | undefined> {
    return this.#config.region ?? (await this.#current()).getRegion?.()?.regionId;
  }

  /**
   * A credential that is valid now. A provider whose refresh fails is replaced
   * once: it holds the service account token or the certificate that it read
   * when it was made, and those rotate.
   */
  async credential(): Promise<Credential> {
    const provider = this.#current();
    try {
      return await this.#read(await provider);
    } catch {
      this.#forget(provider);
    }
    const fresh = this.#current();
    return this.#read(await fresh).catch((error: unknown) => {
      this.#forget(fresh);
      throw error;
    });
  }

  /**
   * Replaces the provider after the service refused `refused`; does nothing if
   * that was already done. A new provider and not its `refresh()`: that one
   * makes new keys before it asks for their token, so a failed refresh leaves
   * the old token with a key that does not belong to it.
   */
  async renew(refused: Credential): Promise<void> {
    const provider = this.#current();
    const current = await this.#read(await provider).catch(() => undefined);
    const replaced =
      current && (current.keyId !== refused.keyId || current.privateKey !== refused.privateKey);
    if (!replaced) this.#forget(provider);
  }

  async close(): Promise<void> {
    (await this.#provider?.catch(() => undefined))?.closeProvider?.();
  }

  #current(): Promise<Provider> {
    if (!this.#provider) {
      this.#provider = this.#inTime(createProvider(this.#config, this.#folder));
      this.#provider.catch(() => {});
    }
    return this.#provider;
  }

  #forget(provider: Promise<Provider>): void {
    if (this.#provider !== provider) return;
    this.#provider = undefined;
    this.#key = undefined;
    provider.then((old) => old.closeProvider?.()).catch(() => {});
  }

  #read(provider: Provider): Promise<Credential> {
    return this.#inTime(this.#readNow(provider));
  }

  async #readNow(provider: Provider): Promise<Credential> {
    // First the key id: with federated tokens this is what renews the private key.
    const keyId = await provider.getKeyId();
    const pem = provider.getPrivateKey();
    if (this.#key?.pem !== pem) {
      const passphrase = provider.getPassphrase();
      this.#key = { pem, object: createPrivateKey(passphrase ? { key: pem, passphrase } : pem) };
    }
    return { keyId, privateKey: this.#key.object };
  }

  /** The SDK's token requests have no time limit. */
  #inTime<T>(promise: Promise<T>): Promise<T> {
    const where = `OCI_AUTH ${this.#config.auth}`;
    const late = () => new NoAnswerError(`${where}: gave no credential in ${this.#timeoutMs} ms`, false);
    return within(this.#timeoutMs, promise, late).catch((error: unknown) => {
      // Some of the SDK's providers throw bare strings.
      throw error instanceof NoAnswerError
        ? error
        : new NoAnswerError(`${where}: ${messageOf(error)}`, false);
    });
  }
}

async function createProvider(config: AuthConfig, folder: string): Promise<Provider> {
  switch (config.auth) {
    case "config-file": {
      const { configFile, configProfile } = config;
      const provider = new ConfigFileAuthenticationDetailsProvider(configFile, configProfile);
      return provider.sessionToken ? new SessionAuthDetailProvider(configFile, configProfile) : provider;
    }
    case "instance-principal":
      return new InstancePrincipalsAuthenticationDetailsProviderBuilder().build();
    case "resource-principal":
      return ResourcePrincipalAuthenticationDetailsProvider.builder();
    case "workload-identity":
      return OkeWorkloadIdentityAuthenticationDetailsProvider.builder(`${folder}/ca.crt`, `${folder}/token`);
  }
}
