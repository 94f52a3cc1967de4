import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/**
 * A certificate for 127.0.0.1 and localhost, and for another name if one is given,
 * that vouches for itself, so that the same PEM is the server's certificate and
 * the CA file of its clients. Written as DER by hand (RFC 5280): Node reads
 * certificates but makes none, and one fixed shape is less than a dependency.
 */
export function createLoopbackCertificate(
  now = Date.now(),
  name?: string,
): {
  readonly certificate: string;
  readonly key: string;
} {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid.ecdsaWithSha256);
  const subject = sequence(set(sequence(oid.commonName, der(0x0c, Buffer.from("Millrace sandbox")))));
  const day = 86_400_000;
  const extensions = sequence(
    sequence(oid.basicConstraints, der(0x01, Buffer.of(0xff)), octets(sequence(der(0x01, Buffer.of(0xff))))),
    sequence(
      oid.subjectAlternativeName,
      octets(
        sequence(
          der(0x87, Buffer.of(127, 0, 0, 1)),
          ...["localhost", ...(name === undefined ? [] : [name])].map((one) => der(0x82, Buffer.from(one))),
        ),
      ),
    ),
  );
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    subject,
    sequence(utcTime(now - day), utcTime(now + 30 * day)),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const certificate = sequence(toBeSigned, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const oid = {
  ecdsaWithSha256: Buffer.from("06082a8648ce3d040302", "hex"),
  commonName: Buffer.from("0603550403", "hex"),
  basicConstraints: Buffer.from("0603551d13", "hex"),
  subjectAlternativeName: Buffer.from("0603551d11", "hex"),
};

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]) => der(0x31, Buffer.concat(parts));
const octets = (content: Buffer) => der(0x04, content);

/** `YYMMDDhhmmssZ` */
const utcTime = (time: number) =>
  der(0x17, Buffer.from(`${new Date(time).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
