import { isAbsolute } from "node:path";
import { readText } from "./files.ts";
import type { SigningIdentity, Variables } from "./identity.ts";
import { privateKeyOf } from "./private-key.ts";
import { sessionToken } from "./session-token.ts";

const remedy = "Use resource_principal only where Oracle sets these variables, such as in Functions.";

/**
 * The resource that this program runs in. Variables hold its token and key, or
 * the absolute paths of files that Oracle renews.
 *
 * @throws Error naming the variable that is missing or wrong
 */
export function resourceIdentity(variables: Variables): SigningIdentity {
  const { OCI_RESOURCE_PRINCIPAL_VERSION: version } = variables;
  if (version !== "2.2") {
    throw new Error(`OCI_RESOURCE_PRINCIPAL_VERSION must be 2.2, got ${version || "none"}. ${remedy}`);
  }
  const value = (name: string): string | undefined => {
    const text = variables[name];
    return text && isAbsolute(text) ? readText(text, remedy).trim() : text;
  };
  const required = (name: string): string => {
    const text = value(name);
    if (!text) throw new Error(`${name} must be set, got none. ${remedy}`);
    return text;
  };
  const token = sessionToken(
    required("OCI_RESOURCE_PRINCIPAL_RPST"),
    "OCI_RESOURCE_PRINCIPAL_RPST",
    "Oracle renews it; if it stays so, restart what this runs in.",
  );
  const passphrase = value("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM_PASSPHRASE");
  const pem = required("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM");
  return { ...token, privateKey: privateKeyOf(pem, passphrase, "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM") };
}
