import { holdsImages, holdsData as protectable } from "../../stacks/data-holders.ts";

/** What hangs on a terraform_data is replaced with it, and marked itself. */
const stateful = new Set([...protectable, ...holdsImages].filter((type) => type !== "terraform_data"));

/** Whether a resource of this type, replaced or deleted, takes data with it. */
export function holdsData(type: string): boolean {
  return stateful.has(type);
}
