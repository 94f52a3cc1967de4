/** Throws unless the text is a whole number between the two. */
export function wholeNumber(flag: string, text: string, lowest: number, highest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
  throw new Error(
    `${flag} must be a whole number from ${lowest} to ${highest}, got ${text}. Choose one in that range.`,
  );
}

/** Lines for a shell that sets them. */
export function exportsOf(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${/[^\w:,./-]/.test(value) ? `'${value}'` : value}`)
    .join("\n");
}
