/**
 * What cdktf wrote as `${yamlencode(…)}` or `${jsonencode(…)}`, as plain data. What
 * is no literal inside, such as a reference, becomes a text with `${…}` around it.
 *
 * @returns undefined when the text is anything else
 */
export function encodedLiteral(text: string): unknown {
  const [, inner] = /^\$\{(?:yaml|json)encode\(([\s\S]*)\)\}$/.exec(text) ?? [];
  if (inner === undefined) return undefined;
  const reader = new LiteralReader(inner);
  const value = reader.value();
  return reader.isAtEnd() ? value : undefined;
}

class LiteralReader {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  isAtEnd(): boolean {
    this.skipSpace();
    return this.position >= this.text.length;
  }

  value(): unknown {
    this.skipSpace();
    if (this.take("{")) return this.object();
    if (this.take("[")) return this.items("]", () => this.value());
    if (this.text[this.position] === '"') return this.quoted();
    const words = this.expression().trim();
    if (/^-?\d+(\.\d+)?$/.test(words)) return Number(words);
    const constants: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
    return Object.hasOwn(constants, words) ? constants[words] : `\${${words}}`;
  }

  private object(): Readonly<Record<string, unknown>> {
    const entries = this.items("}", (): [string, unknown] => {
      const key = String(this.value());
      this.take("=");
      return [key, this.value()];
    });
    return Object.fromEntries(entries);
  }

  private items<Item>(end: string, item: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.take(end) && this.position < this.text.length) {
      items.push(item());
      this.take(",");
    }
    return items;
  }

  private quoted(): string {
    const start = this.position;
    this.skipQuoted();
    const text = this.text.slice(start, this.position);
    try {
      return JSON.parse(text) as string;
    } catch {
      // With an expression inside that has quotes of its own.
      return text.slice(1, -1);
    }
  }

  /** Up to what ends it on its own level. */
  private expression(): string {
    const start = this.position;
    for (let depth = 0; this.position < this.text.length; this.position += 1) {
      const character = this.text[this.position] ?? "";
      if (character === '"') {
        this.skipQuoted();
        this.position -= 1;
      } else if ("([{".includes(character)) depth += 1;
      else if (depth === 0 && ",=)]}".includes(character)) break;
      else if (")]}".includes(character)) depth -= 1;
    }
    // Something must be read, or the caller would go on for ever.
    if (this.position === start) this.position += 1;
    return this.text.slice(start, this.position);
  }

  private skipQuoted(): void {
    let depth = 0;
    for (this.position += 1; this.position < this.text.length; this.position += 1) {
      const character = this.text[this.position];
      if (character === "\\") this.position += 1;
      else if (character === "$" && this.text[this.position + 1] === "{") depth += 1;
      else if (character === "}" && depth > 0) depth -= 1;
      else if (character === '"' && depth === 0) break;
    }
    this.position += 1;
  }

  private take(character: string): boolean {
    this.skipSpace();
    if (this.text[this.position] !== character) return false;
    this.position += 1;
    return true;
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.position] ?? "")) this.position += 1;
  }
}
