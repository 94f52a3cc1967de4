/** What a session token says about itself, as far as this program asks. */
export interface SessionToken {
  /** What a request signed with the token's key names as its key. */
  readonly keyId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Reads when a token ends. Whether it is genuine only its issuer knows.
 *
 * @param where what the messages begin with, such as the token's file
 * @param remedy how to get another one
 * @throws Error when it is no token or has ended
 */
export function sessionToken(text: string, where: string, remedy: string): SessionToken {
  const token = text.trim();
  const expiresAt = expiryOf(token);
  if (expiresAt === undefined) {
    throw new Error(`${where}: must be a session token with an expiry, got something else. ${remedy}`);
  }
  if (expiresAt <= Date.now()) {
    throw new Error(
      `${where}: session token must not have ended, got one that ended at ${new Date(expiresAt).toISOString()}. ${remedy}`,
    );
  }
  return { keyId: `ST$${token}`, expiresAt };
}

function expiryOf(token: string): number | undefined {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof exp === "number" && Number.isFinite(exp) ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
