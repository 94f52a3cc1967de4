import { code } from "../diff/markdown-text.ts";
import type { SnapshotChange } from "./snapshot-changes.ts";

/**
 * What nobody would notice: synth writes a stack no more that is gone, so no plan
 * has what it made.
 *
 * @param gone stacks, as the snapshots tell
 * @returns a line of Markdown, or none
 */
export function leftBehind(gone: readonly SnapshotChange[]): readonly string[] {
  if (gone.length === 0) return [];
  const usedBy = [...new Set(gone.flatMap((one) => one.usedBy ?? []))].map(code);
  // cdktf destroys no stack that another one of the same commit uses, without that one.
  const how =
    usedBy.length === 0
      ? `: ${code(`npx cdktf destroy ${gone.map(({ stack }) => stack).join(" ")}`)}`
      : ` with Terraform, because ${usedBy.join(", ")} used it there: docs/review.md`;
  const it = gone.length === 1 ? "it" : "them";
  return [
    `- **What is deployed of ${it} stays and is billed**, and no plan shows it. After the deploy, destroy it from the commit before${how}`,
  ];
}
