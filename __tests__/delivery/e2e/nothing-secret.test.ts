import { expect, it } from "@jest/globals";
import { expectNothingSecret } from "../../../delivery/e2e/nothing-secret.ts";

const secrets = { DIGITALOCEAN_TOKEN: "dop_v1_planted" };
const clean = {
  secrets,
  texts: ["a log\u001b[0m"],
  comments: ["words \u2192\nmore \u{1f469}\u200d\u{1f4bb}"],
};

it("finds a secret in a log or a comment, and names it without telling it", () => {
  expect(() => expectNothingSecret(clean)).not.toThrow();
  for (const told of [
    { ...clean, texts: ["", "so dop_v1_planted."] },
    { ...clean, comments: ["`dop_v1_planted`"] },
  ]) {
    expect(() => expectNothingSecret(told)).toThrow(
      /^DIGITALOCEAN_TOKEN: must be in nothing that is printed, kept or written to a forge, got it there\.$/,
    );
  }
});

it.each(["\u001b[31m", "\r", "\u202e", "\u2066", "\u200b"])(
  "finds %j in a comment, which nobody sees",
  (text) => {
    expect(() => expectNothingSecret({ ...clean, comments: [`a${text}b`] })).toThrow(
      /^comments: must have no character that nobody sees, got U\+[0-9A-F]{4}\.$/,
    );
  },
);
