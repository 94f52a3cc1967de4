import { isDeepStrictEqual } from "node:util";
import committed from "./images.json" with { type: "json" };
import type { Environment } from "./schema.ts";

type Image = Environment["apps"][string]["image"];
type Images = Readonly<Record<"producer" | "consumer", Image>>;

const none: Image = { version: "none", digest: `sha256:${"0".repeat(64)}` };

/** What `npm run images` wrote for an environment. Before that zeros, with which the plan of its programs is refused. */
export function imagesOf(environment: string, images: Readonly<Record<string, Images>> = committed): Images {
  return images[environment] ?? { producer: none, consumer: none };
}

/** An environment is made by copying another's file, and must not go on with the other's images unnoticed. */
export function imageMistakes(
  environments: readonly Environment[],
  images: Readonly<Record<string, Images>> = committed,
): readonly string[] {
  return environments.flatMap(({ name, apps }) =>
    Object.entries(apps).flatMap(([app, { program, image }]) => {
      if (isDeepStrictEqual(image, imagesOf(name, images)[program])) return [];
      const other = Object.keys(images).find((one) =>
        isDeepStrictEqual(image, imagesOf(one, images)[program]),
      );
      if (other === undefined) return [];
      return [
        `${name}.apps.${app}.image: must be that of ${name} in environments/images.json, got ${image.version} of ${other}. ` +
          `Take it from imagesOf("${name}").`,
      ];
    }),
  );
}
