import { isObject, isText } from "../records/checks.ts";

/** Where a PostgreSQL server is and how to log in; the content of a secret. */
export interface DatabaseDetails {
  readonly host: string;
  /** @default 5432 */
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** PEM of the authority that signed the server's certificate. @default the authorities that Node knows */
  readonly ca?: string;
  /**
   * `verify`: TLS with a certificate for `host`. `off`: everything crosses the network in the clear.
   *
   * @default "verify", but "off" for this machine's own addresses
   */
  readonly tls: "verify" | "off";
}

const loopback = /^(localhost|127(\.\d+){3}|::1)$/;

/**
 * @param where is named in errors
 * @throws Error that names every property that is wrong and never shows a value: it was put there as a secret
 */
export function parseDatabaseDetails(content: Buffer, where: string): DatabaseDetails {
  const value = parseJson(content);
  if (!isObject(value)) {
    throw new Error(
      `${where}: content must be a JSON object with host, port, database, user and password, got something else ` +
        "(not shown). Store the connection like that.",
    );
  }
  const { host, port = 5432, database, user, password, ca } = value;
  const { tls = isText(host) && loopback.test(host) ? "off" : "verify" } = value;
  const wrong = [
    ...Object.entries({ host, database, user, password }).flatMap(([name, text]) =>
      isText(text) ? [] : [`${name} must be a text`],
    ),
    ...(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536
      ? []
      : ["port must be a whole number from 1 to 65535"]),
    ...(ca === undefined || (isText(ca) && ca.includes("-----BEGIN CERTIFICATE-----"))
      ? []
      : ["ca must be a certificate in PEM"]),
    ...(tls === "verify" || tls === "off" ? [] : ["tls must be verify or off"]),
  ];
  if (wrong.length > 0) {
    throw new Error(`${where}: ${wrong.join("; ")}, got something else (not shown). Correct the content.`);
  }
  return {
    host,
    port,
    database,
    user,
    password,
    tls,
    ...(ca === undefined ? {} : { ca }),
  } as DatabaseDetails;
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}
