import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SynthesizedStack } from "../../../delivery/synthesized-stacks.ts";

/** Two stacks that need no provider, the first of which hands its id on to the second. */
export class TerraformStacks {
  readonly folder = mkdtempSync(join(tmpdir(), "millrace-deploy-"));
  readonly stacks: readonly SynthesizedStack[] = [
    { name: "demo-cluster", folder: join(this.folder, "demo-cluster"), dependencies: [] },
    { name: "demo-apps", folder: join(this.folder, "demo-apps"), dependencies: ["demo-cluster"] },
  ];

  /** As synth would. An `image` is an update of the first stack, a `size` replaces it. */
  write(image: string, size = 1): void {
    const backend = (name: string) => ({ backend: { local: { path: this.stateFile(name) } } });
    const read = "cross-stack-reference-input-demo-cluster";
    const configurations = {
      "demo-cluster": {
        terraform: backend("demo-cluster"),
        resource: { terraform_data: { workers: { input: image, triggers_replace: size } } },
        output: { workers: { value: `\${terraform_data.workers.id}` } },
      },
      "demo-apps": {
        terraform: backend("demo-apps"),
        data: {
          terraform_remote_state: {
            [read]: { backend: "local", config: { path: this.stateFile("demo-cluster") } },
          },
        },
        resource: {
          terraform_data: {
            release: { input: `\${data.terraform_remote_state.${read}.outputs.workers}` },
          },
        },
      },
    };
    for (const { name, folder } of this.stacks) {
      mkdirSync(folder, { recursive: true });
      const configuration = configurations[name as keyof typeof configurations];
      writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(configuration));
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private stateFile(name: string): string {
    return join(this.folder, `${name}.tfstate`);
  }
}
