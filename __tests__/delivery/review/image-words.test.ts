import { describe, expect, it } from "@jest/globals";
import { imageWords } from "../../../delivery/review/image-words.ts";

const image = (version: string, digit: string) => ({ version, digest: `sha256:${digit.repeat(64)}` });
const file = (producer: object, consumer: object) => JSON.stringify({ "oke-prod": { producer, consumer } });

describe("the list of images, in words", () => {
  const [one, two] = [image("1.0.0-aaa", "1"), image("1.0.0-bbb", "2")];

  it("tells by version what an environment runs next, of both programs at once", () => {
    expect(imageWords(file(one, one), file(two, two))).toEqual([
      "- `oke-prod`: images of `producer` and `consumer` `1.0.0-aaa` → `1.0.0-bbb`",
    ]);
    expect(imageWords(file(one, one), file(two, one))).toEqual([
      "- `oke-prod`: image of `producer` `1.0.0-aaa` → `1.0.0-bbb`",
    ]);
    expect(imageWords(file(one, two), file(one, two))).toEqual([]);
    expect(imageWords("", file(one, one))).toEqual([
      "- `oke-prod`: images of `producer` and `consumer` `none` → `1.0.0-aaa`",
    ]);
  });

  it("tells the digest where the version claims to be the same", () => {
    expect(imageWords(file(one, one), file(image("1.0.0-aaa", "9"), one))).toEqual([
      "- `oke-prod`: image of `producer` `sha256:111111111111` → `sha256:999999999999`",
    ]);
  });

  it("keeps what a version says inside its code, and names a file that cannot be read", () => {
    const [line] = imageWords(file(one, one), file(one, image("`` @team <b>\n", "3")));
    expect(line).toBe("- `oke-prod`: image of `consumer` `1.0.0-aaa` → ``` `` @team <b>\\u{a} ```");
    expect(() => imageWords("", "{oops")).toThrow(
      /^environments\/images\.json: must be JSON, got: .* Let npm run images write it\.$/,
    );
  });
});
