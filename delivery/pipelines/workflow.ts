/** A workflow of GitHub, as far as our rules read it. */
export interface Workflow {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly env?: Variables;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string | { readonly name: string };
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly "timeout-minutes"?: number;
  readonly env?: Variables;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Variables;
}

export type Variables = Readonly<Record<string, string | number | boolean>>;

type Permissions = Readonly<Record<string, "read" | "write" | "none">> | string;

interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress"?: boolean | string;
}
