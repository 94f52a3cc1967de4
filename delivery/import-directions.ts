import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import ts from "typescript";

/** The parts of the project that a part may import; `types` means `import type` only. */
const mayImport: Record<string, Record<string, "code" | "types">> = {
  main: { stacks: "code", environments: "code", delivery: "code" },
  stacks: { constructs: "code", environments: "types", apps: "types" },
  constructs: { apps: "types" },
  environments: { apps: "types" },
  apps: {},
  sandbox: {},
  delivery: {
    main: "code",
    stacks: "code",
    constructs: "code",
    environments: "code",
    apps: "code",
    sandbox: "code",
  },
};

const parts = Object.keys(mayImport);

/**
 * Reads every import of the project below `root` and returns a sentence for
 * each one that goes against the direction docs/architecture.md gives; empty
 * when all is well.
 */
export function importsAgainstDirection(root: string): string[] {
  return parts.flatMap((part) => sourceFiles(root, part).flatMap((file) => wrongImports(root, part, file)));
}

function sourceFiles(root: string, part: string): string[] {
  if (part === "main") {
    return ["main.ts"];
  }
  return readdirSync(join(root, part), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => `${part}/${name.split(sep).join("/")}`)
    .sort();
}

function wrongImports(root: string, part: string, file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2023);
  const wrong: string[] = [];
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found?.specifier.startsWith(".")) {
      const target = posix.join(dirname(file), found.specifier);
      const targetPart = target === "main.ts" ? "main" : (target.split("/")[0] ?? "");
      const [from, to] = [sandboxOf(file), sandboxOf(target)];
      if (from !== undefined && to !== undefined && to !== from && to !== "shared") {
        wrong.push(
          `${file}: sandbox/${from} must not import sandbox/${to}, got "${found.specifier}". Move what both need to sandbox/shared.`,
        );
      }
      const allowed = targetPart === part ? "code" : mayImport[part]?.[targetPart];
      if (allowed === undefined) {
        wrong.push(
          `${file}: ${part} must not import ${targetPart}, got "${found.specifier}". Move what both need.`,
        );
      } else if (allowed === "types" && !found.typeOnly) {
        wrong.push(
          `${file}: ${part} must import only types from ${targetPart}, got "${found.specifier}". Use \`import type\`.`,
        );
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return wrong;
}

/** The sandbox that a file is part of; undefined elsewhere, and for what starts them. */
function sandboxOf(file: string): string | undefined {
  return /^sandbox\/([^/]+)\//.exec(file)?.[1];
}

function importOf(node: ts.Node): { specifier: string; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.importClause?.isTypeOnly ?? false };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  }
  const [argument] = ts.isCallExpression(node) ? node.arguments : [];
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && argument) {
    return ts.isStringLiteral(argument) ? { specifier: argument.text, typeOnly: false } : undefined;
  }
  return undefined;
}
