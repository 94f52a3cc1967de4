import { doksDev } from "./doks-dev.ts";
import { doksProd } from "./doks-prod.ts";
import { local } from "./local.ts";
import { okeDev } from "./oke-dev.ts";
import { okeProd } from "./oke-prod.ts";
import type { Environment } from "./schema.ts";

/** Every environment that synth makes stacks for. */
export const environments: readonly Environment[] = [okeDev, okeProd, doksDev, doksProd, local];
