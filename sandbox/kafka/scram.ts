import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);

/** The least that Kafka takes. */
const iterations = 4096;
const size = 64;
const hmac = (key: Buffer, text: string) => createHmac("sha512", key).update(text).digest();
const hash = (data: Buffer) => createHash("sha512").update(data).digest();

interface Keys {
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** A password in the form in which a server keeps it (RFC 5802), worked out at the first login. */
export class ScramCredential {
  readonly salt = randomBytes(16);
  readonly #password: string;
  #keys: Promise<Keys> | undefined;

  constructor(password: string) {
    this.#password = password;
  }

  keys(): Promise<Keys> {
    this.#keys ??= derive(this.#password, this.salt, iterations, size, "sha512").then((salted) => ({
      storedKey: hash(hmac(salted, "Client Key")),
      serverKey: hmac(salted, "Server Key"),
    }));
    return this.#keys;
  }
}

/** One login by SCRAM-SHA-512 as the server sees it: two messages of the client, two answers. */
export class ScramExchange<User extends { readonly credential: ScramCredential }> {
  readonly #find: (name: string) => User | undefined;
  #started: { readonly user: User; readonly nonce: string; readonly transcript: string } | undefined;

  constructor(find: (name: string) => User | undefined) {
    this.#find = find;
  }

  /** The answer, with the user once it has proven the password; undefined when it has not. */
  async next(message: string): Promise<{ readonly answer: string; readonly user?: User } | undefined> {
    return this.#started ? this.#final(message) : this.#first(message);
  }

  #first(message: string): { readonly answer: string } | undefined {
    const match = /^n,(?:a=[^,]*)?,(n=([^,]+),r=([^,]+).*)$/.exec(message);
    const [, bare = "", name = "", clientNonce = ""] = match ?? [];
    const user = this.#find(name.replaceAll("=2C", ",").replaceAll("=3D", "="));
    if (!match || !user) return undefined;
    const nonce = clientNonce + randomBytes(18).toString("base64url");
    const answer = `r=${nonce},s=${user.credential.salt.toString("base64")},i=${iterations}`;
    this.#started = { user, nonce, transcript: `${bare},${answer}` };
    return { answer };
  }

  async #final(message: string): Promise<{ readonly answer: string; readonly user: User } | undefined> {
    const started = this.#started;
    const match = /^(c=[^,]*,r=([^,]+).*),p=([^,]+)$/.exec(message);
    const [, withoutProof = "", nonce = "", proofText = ""] = match ?? [];
    const proof = Buffer.from(proofText, "base64");
    // Not equal but at the end, as Kafka has it: librdkafka before 2.6.1 puts its own part in front once more.
    if (!started || !nonce.endsWith(started.nonce) || proof.length !== size) return undefined;
    const { storedKey, serverKey } = await started.user.credential.keys();
    const transcript = `${started.transcript},${withoutProof}`;
    const signature = hmac(storedKey, transcript);
    const clientKey = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] ?? 0)));
    if (!timingSafeEqual(hash(clientKey), storedKey)) return undefined;
    return { answer: `v=${hmac(serverKey, transcript).toString("base64")}`, user: started.user };
  }
}
