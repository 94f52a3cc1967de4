import { chartsThatHoldData, holdsImages, holdsData as protectable } from "../../stacks/data-holders.ts";
import { at } from "./planned-change.ts";

/** What hangs on a terraform_data is replaced with it, and marked itself. */
const stateful = new Set([...protectable, ...holdsImages].filter((type) => type !== "terraform_data"));

/**
 * Whether a resource, replaced or deleted, takes data with it.
 *
 * @param values of its attributes, as they are before that
 */
export function holdsData(type: string, values: unknown): boolean {
  if (type !== "helm_release") return stateful.has(type);
  return chartsThatHoldData.includes(String(at(at(values, "metadata"), "chart")));
}
