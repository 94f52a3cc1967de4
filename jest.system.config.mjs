// `npm run test:system`: commands as people and pipelines run them, most of them as processes, and pages in a browser.
import base, { system } from "./jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...base,
  testMatch: system.map((folder) => `<rootDir>/${folder}/**/*.test.ts`),
  testPathIgnorePatterns: ["/node_modules/"],
};
