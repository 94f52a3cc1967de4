// Run by `helm test` inside the cluster: the Service answers, and it is the program that answers.
// Keeps asking for a while, because a network policy takes seconds to reach a new pod.
const service = process.env.SERVICE_URL;
const giveUpAt = Date.now() + 30_000;

async function get(path) {
  for (;;) {
    const outcome = await fetch(service + path, { signal: AbortSignal.timeout(2_000) }).then(
      async (response) => (response.ok ? { body: await response.text() } : { wrong: `answered ${response.status}` }),
      (error) => ({ wrong: error.cause?.message ?? error.message }),
    );
    if (outcome.body !== undefined) return outcome.body;
    if (Date.now() > giveUpAt) throw new Error(`${service}${path}: ${outcome.wrong}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

await get("/readyz");
const { version, revision, podName } = JSON.parse(await get("/version"));
if (!version || !podName) throw new Error(`${service}/version: names no version or no pod`);
console.log(`ready: version ${version}, revision ${revision}, pod ${podName}`);
