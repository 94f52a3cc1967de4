// `npm run test:pipelines`: what the pipelines run, with the environment that they give it. Takes a minute or two on
// two quiet cores.
import base from "./jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...base,
  testMatch: ["<rootDir>/__tests__/**/*.pipelines.ts"],
  testTimeout: 900_000,
};
