/** What starts many processes, or a browser, has a command of its own: npm run test:system. */
export const system = ["__tests__/delivery", "__tests__/apps/pages"];

/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: {
    "\\.(html|css|svg|client\\.js)$": "<rootDir>/__tests__/support/text-transform.cjs",
    "\\.[jt]s$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  setupFiles: ["<rootDir>/__tests__/support/few-rsa-keys.cjs"],
  moduleNameMapper: { "/stack-trace$": "<rootDir>/__tests__/support/no-creation-stack.cjs" },
  // The Oracle bindings and jose are published as ES modules; jest runs CommonJS.
  transformIgnorePatterns: ["/node_modules/(?!@cdktf/provider-oci/|jose/)"],
  testPathIgnorePatterns: ["/node_modules/", ...system.map((folder) => `<rootDir>/${folder}/`)],
  // By default jest leaves one core idle; these tests also wait for processes that they start.
  maxWorkers: 2,
  testSequencer: "<rootDir>/__tests__/support/slow-first.cjs",
  testTimeout: 60_000,
};
