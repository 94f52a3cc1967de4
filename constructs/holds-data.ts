import type { IConstruct } from "constructs";

const mark = "holds-data";

/** Says of a resource what its type alone does not tell: that nobody can make again what goes with it. */
export function markAsHoldingData(resource: IConstruct): void {
  resource.node.addMetadata(mark, true);
}

export function isMarkedAsHoldingData(resource: IConstruct): boolean {
  return resource.node.metadata.some(({ type }) => type === mark);
}
