/** The stand-ins by the word that chooses them, each loaded when it is chosen. */
const sandboxes: Readonly<Record<string, () => Promise<(argv: readonly string[]) => Promise<void>>>> = {
  digitalocean: async () => (await import("./digitalocean/command.ts")).runDigitalOceanSandbox,
  kafka: async () => (await import("./kafka/command.ts")).runKafkaSandbox,
  oci: async () => (await import("./oci/command.ts")).runOciSandbox,
  postgres: async () => (await import("./postgres/command.ts")).runPostgresSandbox,
};

async function main([first = "oci", ...rest]: readonly string[]): Promise<void> {
  const named = !first.startsWith("-");
  const load = sandboxes[named ? first : "oci"];
  if (!load) {
    const known = Object.keys(sandboxes).join(", ");
    throw new Error(`sandbox: first argument must be one of ${known}, got ${first}. Leave it out for oci.`);
  }
  const run = await load();
  await run(named ? rest : [first, ...rest]);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
