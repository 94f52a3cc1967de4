import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What documents refer to and is not there: files, headings of other documents,
 * and npm scripts. Addresses on the web are not looked at.
 *
 * @param root of the project
 */
export function brokenReferences(root: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const anchors = new Map<string, ReadonlySet<string>>();
  const hasAnchor = (file: string, anchor: string) => {
    if (!anchors.has(file)) anchors.set(file, anchorsOf(readFileSync(join(root, file), "utf8")));
    return anchors.get(file)?.has(anchor);
  };
  return documents(root).flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const links = [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^[a-z]+:/.test(link));
    const commands = [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(
      ([, script = ""]) => script,
    );
    return [
      ...links.flatMap((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? file : join(dirname(file), path);
        const sound = existsSync(join(root, target)) && (anchor === undefined || hasAnchor(target, anchor));
        return sound ? [] : [`${file}: link must lead to something, got ${link}. Correct it.`];
      }),
      ...commands.flatMap((script) =>
        script in scripts
          ? []
          : [`${file}: npm run must name a script of package.json, got ${script}. Correct it.`],
      ),
    ];
  });
}

function documents(root: string): readonly string[] {
  const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const all = [...readdirSync(root), ...inDocs.map((name) => join("docs", name))];
  return all.filter((name) => name.endsWith(".md")).sort();
}

/** As GitHub and GitLab make them of headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutCode(text).matchAll(/^#+ (.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

function withoutCode(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```/gm, "");
}
