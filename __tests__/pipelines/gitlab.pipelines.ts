import { describe } from "@jest/globals";
import { walkThePath } from "../support/rehearsal/the-path.ts";

describe("the path on GitLab", () => walkThePath("gitlab"));
