// Run by `helm test` inside the cluster: the Service answers, and it is the program that answers.
// Keeps asking for a while, because a network policy takes seconds to reach a new pod.
const service = process.env.SERVICE_URL;
const seconds = Number(process.env.SECONDS ?? "30");
const giveUpAt = Date.now() + seconds * 1000;

async function get(path) {
  for (;;) {
    const outcome = await fetch(service + path, { signal: AbortSignal.timeout(2_000) }).then(
      async (response) => {
        const body = await response.text();
        return response.ok ? { body } : { wrong: `${response.status} ${body}` };
      },
      ({ cause, message }) => ({ wrong: `${cause?.message ?? message}${whoRefuses(cause?.code)}` }),
    );
    if (outcome.body !== undefined) return outcome.body;
    if (Date.now() > giveUpAt) {
      throw new Error(`${service}${path}: must be answered within ${seconds} s, got ${outcome.wrong}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** A Service has nobody to ask when none of its pods is ready. */
function whoRefuses(code) {
  return code === "ECONNREFUSED" ? ": no pod is ready" : "";
}

try {
  await get("/readyz");
  const { version, revision, podName } = JSON.parse(await get("/version"));
  if (!version || !podName) throw new Error(`${service}/version: names no version or no pod`);
  console.log(`ready: version ${version}, revision ${revision}, pod ${podName}`);
} catch ({ message }) {
  console.error(message);
  process.exitCode = 1;
}
