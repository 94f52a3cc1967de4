/**
 * Reads what `cdktf deploy` and `cdktf destroy` print for several stacks at once,
 * and tells when a stack is done. cdktf begins a line with the name of the stack
 * when another one spoke before, and else with blanks.
 */
export class StackProgress {
  private readonly stacks: readonly string[];
  private readonly onStack: (stack: string, seconds: number, what: string) => void;
  private readonly begun = new Map<string, number>();
  private current: string | undefined;

  constructor(stacks: readonly string[], onStack: (stack: string, seconds: number, what: string) => void) {
    this.stacks = stacks;
    this.onStack = onStack;
  }

  read(line: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    const text = line.replaceAll(/\u001b\[[0-9;]*m/g, "");
    const [word = ""] = text.split(" ", 1);
    if (this.stacks.includes(word)) {
      this.current = word;
      if (!this.begun.has(word)) this.begun.set(word, performance.now());
    }
    const done = /(?:Apply|Destroy) complete! Resources: (.*)\./.exec(text)?.[1];
    if (done === undefined || this.current === undefined) return;
    const seconds = (performance.now() - (this.begun.get(this.current) ?? 0)) / 1000;
    const parts = done.split(", ").filter((part) => !part.startsWith("0 "));
    this.onStack(this.current, seconds, parts.join(", ") || "nothing to do");
  }
}
