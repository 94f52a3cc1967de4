import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { ApiServer } from "../../chart/api-server.ts";
import { report } from "../../chart/counted.ts";
import { asObject, at, type Values } from "../../chart/values.ts";

const example = "docs/examples/signed-images.yaml";
const group = "admissionregistration.k8s.io/v1";
const labelled = `millrace-check-labelled-${process.pid}`;
const other = `millrace-check-other-${process.pid}`;
const digest = `registry.example/a@sha256:${"1".repeat(64)}`;
const tag = "registry.example/a:1";
const refusal = "every image must be named by its digest";

/** Applies what the example has for Kubernetes alone to an API server, and sees which pods it lets in. */
export async function checkAdmission(kubeconfig: string): Promise<void> {
  const api = new ApiServer(kubeconfig);
  const made: string[] = [];
  const create = async (path: string, object: Values) => {
    const problem = await api.create(path, object);
    if (problem !== undefined) throw new Error(`${example}: must be taken by Kubernetes, got ${problem}`);
    made.push(`${path}/${at(object, "metadata.name")}`);
  };
  const on = `on the API server, ${example}:`;
  try {
    for (const [name, labels] of [
      [labelled, selected()],
      [other, {}],
    ] as const) {
      const metadata = { name, labels };
      await create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata });
    }
    for (const object of ours()) {
      await create(`/apis/${group}/${String(at(object, "kind")).replace(/y$/, "ie").toLowerCase()}s`, object);
    }
    const tryOut = (namespace: string, spec: Values) => api.tryOut(pods(namespace), pod("tried", spec));
    // It takes a moment until a policy is in force.
    for (let wait = 0; wait < 50 && !(await tryOut(labelled, containers(tag))); wait++) await sleep(200);

    report(`${on} an image by its tag is refused`, denied(await tryOut(labelled, containers(tag))));
    const initial = { ...containers(digest), initContainers: [{ name: "first", image: tag }] };
    report(`${on} also of an init container`, denied(await tryOut(labelled, initial)));
    report(`${on} an image by its digest is let in`, allowed(await tryOut(labelled, containers(digest))));
    report(
      `${on} with its tag, too`,
      allowed(await tryOut(labelled, containers(`${tag}@${digest.split("@")[1]}`))),
    );
    report(`${on} a namespace without the label takes both`, allowed(await tryOut(other, containers(tag))));

    await create(pods(labelled), pod("running", containers(digest)));
    const running = `${pods(labelled)}/running`;
    report(
      `${on} a pod gets no other image by its tag`,
      denied(await api.merge(running, { spec: containers(tag) })),
    );
    const debug = (image: string) =>
      api.merge(`${running}/ephemeralcontainers`, {
        spec: { ephemeralContainers: [{ name: "debug", image }] },
      });
    report(`${on} nor a container to debug it`, denied(await debug(tag)));
    report(`${on} but one by its digest`, allowed(await debug(digest)));
  } finally {
    for (const path of made.reverse()) await api.remove(path);
  }
}

/** Under names of their own. */
function ours(): readonly Values[] {
  const text = readFileSync(example, "utf8").replaceAll(
    "images-by-digest",
    `images-by-digest-${process.pid}`,
  );
  const objects = parseAllDocuments(text).map((document) => asObject(document.toJS()));
  return objects.filter((object) => object.apiVersion === group);
}

function selected(): Values {
  const labels = ours().map((object) => at(object, "spec.matchResources.namespaceSelector.matchLabels"));
  return asObject(labels.find((found) => found !== undefined));
}

function pods(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

function pod(name: string, spec: Values): Values {
  return { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
}

/** Without the token, which would be a mount that an update must repeat. */
function containers(image: string): Values {
  return { automountServiceAccountToken: false, containers: [{ name: "one", image }] };
}

function denied(problem: string | undefined): readonly string[] {
  return problem?.includes(refusal) ? [] : [`expected ${refusal}, got ${problem ?? "no refusal"}`];
}

function allowed(problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [problem];
}
