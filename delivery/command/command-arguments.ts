import { type ParseArgsConfig, parseArgs } from "node:util";

interface Config extends ParseArgsConfig {
  readonly options: NonNullable<ParseArgsConfig["options"]>;
}

/**
 * What a command was given, as Node's `parseArgs` reads it.
 *
 * @param usage ends every message
 * @throws Error when it has no such option or takes no such value
 */
export function commandArguments<Given extends Config>(
  usage: string,
  config: Given,
  argv: readonly string[] = process.argv.slice(2),
): ReturnType<typeof parseArgs<Given>> {
  try {
    return parseArgs<Given>({ ...config, args: withNumbers(config, argv) });
  } catch (error) {
    throw new Error(`${inOneStyle(error as NodeJS.ErrnoException)} ${usage}`);
  }
}

/** Node takes `--rate -1` for an option without a value; whoever wants a number says better what is wrong with it. */
function withNumbers({ options }: Config, argv: readonly string[]): string[] {
  const takesValue = (arg = "") => arg.startsWith("--") && options[arg.slice(2)]?.type === "string";
  return argv.flatMap((arg, index) => {
    if (/^-\d/.test(arg) && takesValue(argv[index - 1])) return [];
    const [next = ""] = argv.slice(index + 1);
    return /^-\d/.test(next) && takesValue(arg) ? [`${arg}=${next}`] : [arg];
  });
}

/** @see https://nodejs.org/api/errors.html#err_parse_args_invalid_option_value */
function inOneStyle({ code, message }: NodeJS.ErrnoException): string {
  const [, named = ""] = /'([^']*)'/.exec(message) ?? [];
  const option = named.replace(/ .*/, "");
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `arguments must be known, got ${named}.`;
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") return `arguments must be options, got ${named}.`;
  if (code !== "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") return message;
  if (message.includes("does not take")) return `${option} must stand alone, got a value.`;
  return `${option} must have a value, got none. One that begins with a dash is written ${option}=<value>.`;
}
