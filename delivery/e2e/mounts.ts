import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import type { Deployment, Kubernetes } from "./kubernetes.ts";

/**
 * The files that a pod of the Deployment has from Secrets, written below the folder.
 *
 * @returns where each is, by its path in the pod
 * @throws Error when a Secret is not there, and a pod would wait for it
 */
export async function secretFiles(
  deployment: Deployment,
  namespace: string,
  kubernetes: Kubernetes,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const { containers, volumes = [] } = deployment.spec.template.spec;
  const files: Record<string, string> = {};
  for (const { name, mountPath } of containers[0]?.volumeMounts ?? []) {
    const volume = volumes.find((one) => one.name === name);
    const sources = [
      ...(volume?.secret ? [{ name: volume.secret.secretName, items: volume.secret.items }] : []),
      ...(volume?.projected?.sources ?? []).flatMap(({ secret }) => secret ?? []),
    ].map((source) => ({ ...source, namespace }));
    sources.push(...broughtBySidecar(deployment, name));
    for (const source of sources) {
      const content = await kubernetes.secret(source.namespace, source.name);
      if (content === undefined) {
        throw new Error(
          `${deployment.metadata.name}: Secret ${source.namespace}/${source.name} must exist, got none.`,
        );
      }
      const items = source.items ?? Object.keys(content).map((key) => ({ key, path: key }));
      for (const { key, path } of items) {
        const file = join(folder, source.name, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content[key] ?? "");
        files[posix.join(mountPath, path)] = file;
      }
    }
  }
  return files;
}

/** What `kube-secret-files` (apps/messaging) writes to a volume: check:chart sees that it does. */
function broughtBySidecar({ spec }: Deployment, volume: string) {
  const { initContainers = [] } = spec.template.spec;
  const sidecar = initContainers.find(
    ({ args = [], volumeMounts = [] }) =>
      args.includes("kube-secret-files") && volumeMounts.some(({ name }) => name === volume),
  );
  const variable = (name: string) => sidecar?.env?.find((one) => one.name === name)?.value ?? "";
  const files = variable("KUBE_SECRET_FILES").split(",").filter(Boolean);
  return files.map((path) => {
    const [name = "", key = ""] = path.split("/");
    return { namespace: variable("KUBE_SECRET_NAMESPACE"), name, items: [{ key, path }] };
  });
}

/**
 * A mount without being root: reads of some files go to others.
 *
 * @param file to write the module to that does it
 * @returns the value of NODE_OPTIONS that loads it
 */
export function mount(files: Readonly<Record<string, string>>, file: string): string {
  writeFileSync(
    file,
    `import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const files = ${JSON.stringify(files)};
for (const name of ["readFileSync", "existsSync", "statSync"]) {
  const real = fs[name];
  fs[name] = (path, ...rest) => real(files[path] ?? path, ...rest);
}
syncBuiltinESMExports();
`,
  );
  return `--import=${pathToFileURL(file)}`;
}
