/** A line of a pipeline, as far as it is one of those that pipelines may have. */
export interface NpmCommand {
  /** Of package.json; `ci` is npm's own. */
  readonly script: string;
  readonly args: readonly string[];
}

/** An argument is a word that may hold variables of the job; without quotes the shell splits what names several. */
const word = String.raw`(?:[\w./:=@-]|\$\w+)+`;
const argument = `"${word}"|${word}`;
const pattern = new RegExp(String.raw`^npm (?:(ci|test)|run ([\w:-]+))(?: --((?: (?:${argument}))+))?$`);

/** @returns undefined for whatever else a shell can do */
export function npmCommand(line: string): NpmCommand | undefined {
  const match = pattern.exec(line.trim());
  if (!match) return undefined;
  const [, own, script, args = ""] = match;
  return { script: own ?? script ?? "", args: args.trim().split(" ").filter(Boolean) };
}

/** What is wrong with a line that a pipeline runs; undefined when nothing is. */
export function lineProblem(line: string, scripts: ReadonlySet<string>): string | undefined {
  const command = npmCommand(line);
  if (command === undefined) {
    return `must be one npm script with words or variables behind it, got ${JSON.stringify(line)}. Put the logic into delivery/.`;
  }
  if (command.script === "ci" || scripts.has(command.script)) return undefined;
  return `must be a script of package.json, got ${command.script}. Correct the name.`;
}
