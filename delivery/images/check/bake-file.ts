import { programs } from "../image-file.ts";
import { buildx } from "./buildx.ts";
import { unlike } from "./unlike.ts";

interface Target {
  readonly dockerfile?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly platforms?: readonly string[];
  readonly tags?: readonly string[];
}

/** What docker-bake.hcl must say to buildx with these variables, which it does not. */
export function brokenBakeFile(): readonly string[] {
  const variables = { VERSION: "1", REVISION: "2", SOURCE: "3", SOURCE_DATE_EPOCH: "4" };
  let printed: string;
  try {
    printed = buildx(["bake", "--print"], { ...variables, REPOSITORIES: "example.org/team", TAG: "5" });
  } catch (error) {
    return [(error as Error).message];
  }
  const { group, target } = JSON.parse(printed) as {
    readonly group: { readonly default: { readonly targets: readonly string[] } };
    readonly target: Readonly<Record<string, Target>>;
  };
  const expected = Object.fromEntries(
    programs.map((program) => [
      program,
      {
        context: ".",
        dockerfile: "Dockerfile",
        args: { PROGRAM: program, ...variables },
        tags: [`example.org/team/${program}:5`],
        platforms: ["linux/amd64", "linux/arm64"],
      },
    ]),
  );
  return [
    ...unlike("group.default.targets", group.default.targets.toSorted(), programs.toSorted()),
    ...programs.flatMap((program) => unlike(program, target[program], expected[program])),
  ];
}
