import { invalidParameter } from "../errors.ts";

const subject =
  "any-user|any-group|service [\\w, -]+|(dynamic-group|group|resource) (id )?['\\w./@:-]+(, ?['\\w./@:-]+)*";
const action = "(inspect|read|use|manage) [\\w-]+|\\{ ?[A-Z_]+(, ?[A-Z_]+)* ?\\}";
const place = "tenancy|compartment (id ocid1\\.\\S+|['\\w.:-]+)";
const allow = new RegExp(`^allow (${subject}) to (${action}) in (${place})( where (.+))?$`, "i");
const otherVerbs = /^(define|endorse|admit|deny) \S+ .+/i;
const comparison = /[\w.-]+ ?(!?=|before|after|(not )?in) ?('[^']*'|\/[^/]*\/|\([^)]*\)|[\w.-]+)/gi;
const group = /(any|all) ?\{ ?§( ?, ?§)* ?\}/gi;

/**
 * Throws 400 for a statement that Oracle would not parse, as far as its syntax
 * is documented: https://docs.oracle.com/iaas/Content/Identity/Concepts/policysyntax.htm
 * What statements allow is not looked at, and of those between tenancies only the first word.
 */
export function requireStatements(statements: unknown): void {
  if (!Array.isArray(statements) || statements.length === 0) throw invalidParameter("statements is empty.");
  const wrong = statements.find((statement) => !isStatement(String(statement)));
  if (wrong !== undefined) throw invalidParameter(`No permissions found in the policy statement: ${wrong}`);
}

function isStatement(statement: string): boolean {
  const text = statement.trim().replace(/\s+/g, " ");
  const match = allow.exec(text);
  return match ? isCondition(match.at(-1)) : otherVerbs.test(text);
}

/** Puts § in place of each comparison, and then of each group of them, until one is left. */
function isCondition(text: string | undefined): boolean {
  let rest = text?.replace(comparison, "§") ?? "§";
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(group, "§");
  }
  return rest === "§";
}
