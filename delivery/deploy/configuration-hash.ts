import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** SHA-256 of what synth wrote into a stack's folder, whatever Terraform put beside it. */
export function configurationHash(folder: string): string {
  const hash = createHash("sha256");
  for (const file of [join(folder, "cdk.tf.json"), ...filesIn(join(folder, "assets"))]) {
    const content = readFileSync(file);
    hash.update(`${relative(folder, file).split(sep).join("/")}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
