import type { BundledPackage } from "./bundled-packages.ts";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
}

/** As far as it is read here. https://cyclonedx.org/docs/1.5/json/ */
export interface BillOfMaterials {
  readonly bomFormat: "CycloneDX";
  readonly metadata: { readonly tools: unknown; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/**
 * Narrows npm's bill of everything to what a program contains. Time and serial
 * number are left out: the same commit gives the same bytes.
 */
export function billOf(
  program: string,
  packages: readonly BundledPackage[],
  all: BillOfMaterials & { readonly serialNumber?: string },
): BillOfMaterials {
  const refs = new Set(packages.map(({ name, version }) => `${name}@${version}`));
  const missing = [...refs].filter((ref) => !all.components.some((one) => one["bom-ref"] === ref));
  if (missing.length > 0) {
    throw new Error(`npm sbom must list what is bundled, got no ${missing.join(", ")}. Run npm ci.`);
  }
  const { serialNumber: _, metadata, components, dependencies, ...rest } = all;
  const { component, tools } = metadata;
  const root = component["bom-ref"];
  return {
    ...rest,
    // npm says the name of the folder, and that it is a library.
    metadata: {
      tools,
      component: {
        "bom-ref": root,
        type: "application",
        name: `millrace-${program}`,
        version: component.version,
      } as Component,
    },
    // To npm what is bundled is for development only.
    components: components
      .filter((one) => refs.has(one["bom-ref"]))
      .map((one) => ({ ...one, scope: "required", properties: [] })),
    dependencies: dependencies
      .filter(({ ref }) => ref === root || refs.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
  };
}
