/** Lines that are not run: it would empty node_modules, which all tests share. `.ci/run` begins with it. */
export const leftOut: readonly string[] = ["npm ci"];

/** Jobs that `npm run test:pipelines` runs, by what they are for. What the others run `.ci/run` does, too. */
export const rehearsed = {
  github: {
    diff: "review.plan",
    comment: "review.comment",
    plan: "deploy.plan",
    apply: "deploy.apply",
    drift: "drift.drift",
    support: "support.support",
    images: "images.push",
  },
  gitlab: {
    diff: "diff",
    comment: "review",
    plan: "plan",
    apply: "apply",
    drift: "drift",
    support: "support",
    images: "images",
  },
} as const;

export type Kind = keyof typeof rehearsed;
