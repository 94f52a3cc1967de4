import { expect, it } from "@jest/globals";
import { holdsData } from "../../../delivery/diff/stateful.ts";
import { holdsData as protectedTypes } from "../../../stacks/protect-data.ts";

it("a diff marks the loss of everything that an environment can protect", () => {
  // What hangs on a terraform_data is replaced with it, and marked itself.
  const unmarked = protectedTypes.filter((type) => !holdsData(type));

  expect(unmarked).toEqual(["terraform_data"]);
});
