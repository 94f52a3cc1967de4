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
  const { code = "", path, syscall, message } = error as NodeJS.ErrnoException;
  // So Node says of a folder within one that is read-only.
  const readOnly = code === "ENOENT" && syscall === "mkdir";
  const remedy = remedies[readOnly ? "EROFS" : code];
  if (remedy === undefined) return undefined;
  const reason = message.replace(/^\w+: /, "").replace(/, \w+( '.*)?$/s, "");
  return `${path ?? "disk"}: must be writable, got ${code}, ${reason}. ${remedy}`;
}
