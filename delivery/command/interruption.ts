let signalled = false;
let watching = false;

/**
 * From now on Ctrl-C, and its like, ends nothing at once. The terminal tells
 * Terraform as well; waiting for it lets it give its lock back, and lets the
 * plans, which hold secrets, be removed.
 *
 * @returns whether it came
 */
export function interruption(): () => boolean {
  if (!watching) {
    watching = true;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (!signalled) process.stderr.write(`${signal}: ends when Terraform has ended.\n`);
        signalled = true;
      });
    }
  }
  return () => signalled;
}
