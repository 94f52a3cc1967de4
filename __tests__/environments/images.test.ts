import { describe, expect, it } from "@jest/globals";
import { imageMistakes, imagesOf } from "../../environments/images.ts";
import { changed, oke } from "./examples.ts";

const pushed = (version: string) => {
  const image = { version, digest: `sha256:${version.repeat(64)}` };
  return { producer: image, consumer: image };
};
const images = { "oke-dev": pushed("1"), "oke-test": pushed("2") };

function running(name: string, from: string) {
  const { producer, consumer } = imagesOf(from, images);
  return [
    ["name", name],
    ["apps.producer.image", producer],
    ["apps.consumer.image", consumer],
  ].reduce((environment, [path, value]) => changed(environment, String(path), value), oke);
}

describe("the images of an environment", () => {
  it("are none, in a form that no plan takes, before any is pushed", () => {
    expect(imagesOf("oke-new", images).producer).toEqual({
      version: "none",
      digest: `sha256:${"0".repeat(64)}`,
    });
  });

  it("are its own", () => {
    expect(imageMistakes([running("oke-dev", "oke-dev"), running("oke-new", "oke-new")], images)).toEqual([]);
  });

  it("are not those of the environment that its file was copied from", () => {
    const mistakes = imageMistakes([running("oke-new", "oke-dev"), running("oke-test", "oke-dev")], images);

    expect(mistakes).toHaveLength(4);
    expect(mistakes[0]).toBe(
      "oke-new.apps.producer.image: must be that of oke-new in environments/images.json, got 1 of oke-dev. " +
        'Take it from imagesOf("oke-new").',
    );
  });
});
