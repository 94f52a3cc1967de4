const remedies: Readonly<Record<string, string>> = {
  EACCES: "Give whoever runs this the right to it, or run elsewhere.",
  EDQUOT: "Make room, and run again.",
  ENOSPC: "Make room, and run again.",
  EPERM: "Give whoever runs this the right to it, or run elsewhere.",
  EROFS: "Run where files may be written.",
};

/** One line for a file or folder that the system refuses; nothing for any other error. */
export function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = "", path, message } = error as NodeJS.ErrnoException;
  const remedy = remedies[code];
  if (remedy === undefined) return undefined;
  const reason = message.replace(/^\w+: /, "").replace(/, \w+( '.*)?$/s, "");
  return `${path ?? "disk"}: must be writable, got ${code}, ${reason}. ${remedy}`;
}
