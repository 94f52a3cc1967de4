// `npm run test:kafka`: what needs a real Kafka, and minutes.
import base from "./jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...base,
  testMatch: ["<rootDir>/__tests__/**/*.kafka.ts"],
  // Each file has a broker of its own.
  maxWorkers: 1,
  testTimeout: 300_000,
};
