import type { Kubernetes, KubernetesObject } from "./kubernetes.ts";

/** Kinds of objects that are in no namespace and that charts make. */
const collections = [
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  "/api/v1/namespaces",
];

interface Found {
  readonly path: string;
  /** Helm leaves it on purpose. */
  readonly kept: boolean;
}

/**
 * What an API server has outside of namespaces, as far as releases in some
 * namespaces made it, and these namespaces themselves: to find out what a run has
 * added, and to take it away again.
 */
export class ClusterScope {
  private readonly kubernetes: Kubernetes;
  private readonly namespaces: readonly string[];
  private before: ReadonlySet<string> = new Set();

  private constructor(kubernetes: Kubernetes, namespaces: readonly string[]) {
    this.kubernetes = kubernetes;
    this.namespaces = namespaces;
  }

  /** As it is now. */
  static async of(kubernetes: Kubernetes, namespaces: readonly string[]): Promise<ClusterScope> {
    const scope = new ClusterScope(kubernetes, namespaces);
    scope.before = new Set((await scope.found()).map(({ path }) => path));
    return scope;
  }

  async added(): Promise<readonly Found[]> {
    return (await this.found()).filter(({ path }) => !this.before.has(path));
  }

  /** Takes away what was added. */
  async restore(): Promise<void> {
    for (const { path } of await this.added()) await this.kubernetes.remove(path);
  }

  private async found(): Promise<readonly Found[]> {
    const all: Found[] = [];
    for (const collection of collections) {
      const objects = await this.kubernetes.list<KubernetesObject>(collection);
      for (const {
        metadata: { name, annotations = {} },
      } of objects) {
        const home = collection.endsWith("/namespaces")
          ? name
          : annotations["meta.helm.sh/release-namespace"];
        if (home === undefined || !this.namespaces.includes(home)) continue;
        all.push({ path: `${collection}/${name}`, kept: annotations["helm.sh/resource-policy"] === "keep" });
      }
    }
    return all;
  }
}
