import { report, skip } from "../../chart/counted.ts";
import { runProgram } from "../../chart/run-program.ts";

const dockerfiles = ["Dockerfile", "delivery/toolbox.Dockerfile"];

/** Holds our Dockerfiles to hadolint's rules. */
export async function lintDockerfiles(): Promise<void> {
  for (const file of dockerfiles) {
    const lint = await runProgram("hadolint", ["--no-color", file]);
    if (lint === undefined) skip(`hadolint of ${file}`, "no hadolint on PATH; npm run tools -- hadolint");
    else report(`hadolint of ${file}`, lint.code === 0 ? [] : [lint.output + lint.errors]);
  }
}
