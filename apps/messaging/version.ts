// Set by the bundler (delivery/bundle.ts); absent where the sources run as they are.
declare const __MILLRACE_VERSION__: string | undefined;
declare const __MILLRACE_REVISION__: string | undefined;

export interface Version {
  readonly version: string;
  /** The commit that the program was built from. */
  readonly revision: string;
}

export const version: Version = {
  version: typeof __MILLRACE_VERSION__ === "string" ? __MILLRACE_VERSION__ : "development",
  revision: typeof __MILLRACE_REVISION__ === "string" ? __MILLRACE_REVISION__ : "development",
};
