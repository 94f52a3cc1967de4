export interface Stack {
  readonly name: string;
  readonly dependencies: readonly string[];
}

/** Each stack after those that it depends on, otherwise as they came. */
export function inOrder(stacks: readonly Stack[]): readonly Stack[] {
  const ordered = new Set<Stack>();
  const add = (stack: Stack) => {
    for (const other of stacks) if (stack.dependencies.includes(other.name)) add(other);
    ordered.add(stack);
  };
  for (const stack of stacks) add(stack);
  return [...ordered];
}
