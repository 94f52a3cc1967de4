/** What must hold in every stack of every environment. Each rule returns a sentence for each breach. */
import type { Block, SynthesizedStack } from "../support/synthesized.ts";
import { reasonFor } from "./statements.ts";

type Stacks = ReadonlyMap<string, SynthesizedStack>;

interface Text {
  /** Keys on the way to it, joined by dots. */
  readonly path: string;
  readonly text: string;
}

/** Every piece of text in a part of the document, but for cdktf's own remarks. */
export function texts(value: unknown, path = ""): readonly Text[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "//" ? [] : texts(item, path === "" ? key : `${path}.${key}`),
  );
}

const secretKey = /(^|_)(password|passphrase|private_key|secret_key|access_key|auth_token|client_key|token)$/;

/** Secrets are given by OCID or pass, unkept, through ephemeral variables into write-only arguments. */
export function secretsInTheOpen(stack: SynthesizedStack): readonly string[] {
  const { variable = {}, terraform: _settings, ...rest } = stack.document;
  const sensitive = Object.keys(variable).filter((name) => variable[name]?.sensitive === true);
  const kept = sensitive.filter(
    (name) => variable[name]?.ephemeral !== true || "default" in (variable[name] ?? {}),
  );
  const shown = texts(rest).flatMap(({ path, text }) => {
    const keys = path.split(".");
    if (keys.some((key) => key.endsWith("_wo"))) return [];
    const uses = sensitive.some((name) => new RegExp(`\\bvar\\.${name}\\b`).test(text));
    const isSecret = keys.some((key) => secretKey.test(key)) || /-----BEGIN [A-Z ]*PRIVATE KEY/.test(text);
    return uses || isSecret ? [`${stack.name}: ${path}`] : [];
  });
  return [...kept.map((name) => `${stack.name}: variable.${name}`), ...shown];
}

/** Statements that statements.ts has no reason for. */
export function wideStatements(stack: SynthesizedStack): readonly string[] {
  return Object.values(stack.document.resource?.oci_identity_policy ?? {})
    .flatMap((policy) => policy.statements as string[])
    .filter((statement) => reasonFor(statement) === undefined);
}

/** Whether a release takes its images from Strimzi's pinned version: its own chart, and the resources that it runs. */
function isOfStrimzi({ chart }: Block): boolean {
  return /^\$\{var\.strimzi_chart\}$|^assets\/(definitions|kafka)-chart\//.test(String(chart));
}

/** Everything that looks like the reference of an image has a digest. */
export function imagesByTag(stack: SynthesizedStack): readonly string[] {
  return Object.entries(stack.document.resource?.helm_release ?? {}).flatMap(([name, release]) => {
    const images = texts(release.values).flatMap(({ text }) => [...text.matchAll(/"image" = "([^"]*)"/g)]);
    const wrong = images.filter(([, image = ""]) => !/@sha256:[0-9a-f]{64}$/.test(image));
    if (images.length === 0 && !isOfStrimzi(release)) return [`${stack.name}: ${name} names no image`];
    return wrong.map(([, image]) => `${stack.name}: ${name} runs ${image}`);
  });
}

function securityRules(stack: SynthesizedStack): readonly [name: string, rule: Block][] {
  return Object.entries(stack.document.resource?.oci_core_network_security_group_security_rule ?? {});
}

export function undescribedRules(stack: SynthesizedStack): readonly string[] {
  return securityRules(stack)
    .filter(([, rule]) => typeof rule.description !== "string" || rule.description.trim() === "")
    .map(([name]) => `${stack.name}: ${name}`);
}

/** Security groups, by their name, that let everybody open a connection. Path discovery (ICMP 3/4) opens none. */
export function groupsOpenToAll(stack: SynthesizedStack): readonly string[] {
  const open = securityRules(stack)
    .filter(([, rule]) => rule.direction === "INGRESS" && /^(0\.0\.0\.0|::)\/0$/.test(String(rule.source)))
    .filter(
      ([, rule]) => rule.protocol !== "1" || JSON.stringify(rule.icmp_options) !== '{"code":4,"type":3}',
    )
    .map(([, rule]) => String(rule.network_security_group_id));
  return Object.entries(stack.document.resource?.oci_core_network_security_group ?? {})
    .filter(([name]) => open.some((id) => id.includes(`.${name}.`)))
    .map(([, group]) => String(group.display_name));
}

const reference = /\b(data\.)?([a-z][a-z0-9]*_[a-z0-9_]+)\.([A-Za-z][\w-]*)|\b(var|local)\.([\w-]+)/g;

/** What an expression refers to: `data.<type>.<name>`, `<type>.<name>`, `var.<name>` or `local.<name>`. */
function referencesIn(text: string): readonly string[] {
  if (!text.includes("${")) return [];
  const expressions = text.replaceAll(/"[^"]*"/g, (quoted) => (quoted.includes("${") ? quoted : ""));
  return [...expressions.matchAll(reference)].map(([whole]) => whole);
}

function declaredIn({ document }: SynthesizedStack): ReadonlySet<string> {
  const { resource = {}, data = {}, variable = {}, locals = {} } = document;
  return new Set([
    ...Object.entries(resource).flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`)),
    ...Object.entries(data).flatMap(([type, all]) => Object.keys(all).map((name) => `data.${type}.${name}`)),
    ...Object.keys(variable).map((name) => `var.${name}`),
    ...Object.keys(locals).map((name) => `local.${name}`),
  ]);
}

/** References to what the stack does not have, and to outputs that the other stack does not have. */
export function brokenReferences(stack: SynthesizedStack, all: Stacks): readonly string[] {
  const declared = declaredIn(stack);
  const { data, ...rest } = stack.document;
  return texts({ data, ...rest }).flatMap(({ path, text }) => {
    const missing = referencesIn(text).filter((name) => !declared.has(name));
    const outputs = [...text.matchAll(/cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(
      ([, other = "", output = ""]) =>
        all.get(other)?.document.output?.[output] === undefined ? [`${other} has no output ${output}`] : [],
    );
    return [...missing, ...outputs].map((name) => `${stack.name}: ${path}: ${name}`);
  });
}

/** A provider that is configured by what its own stack has yet to make cannot plan, and cannot destroy. */
export function providersThatWait(stack: SynthesizedStack): readonly string[] {
  const resources = new Set(stack.addresses());
  return texts(stack.document.provider, "provider").flatMap(({ path, text }) =>
    referencesIn(text).some((name) => resources.has(name)) ? [`${stack.name}: ${path}`] : [],
  );
}

/** Kubernetes and Helm get an address, a certificate and a command, or the name of somebody's file: nothing that is a credential. */
export function credentialsInProviders(stack: SynthesizedStack): readonly string[] {
  const allowed = ["host", "cluster_ca_certificate", "exec", "config_path", "config_context"];
  const connections = [
    ...stack.providers("kubernetes"),
    ...stack.providers("helm").map((provider) => provider.kubernetes as Block),
  ];
  return connections.flatMap((connection) =>
    Object.keys(connection)
      .filter((key) => !allowed.includes(key))
      .map((key) => `${stack.name}: ${key}`),
  );
}

/** Stacks that this one reads outputs of. */
export function upstreamOf(stack: SynthesizedStack): readonly string[] {
  const remote = Object.keys(stack.document.data?.terraform_remote_state ?? {});
  return remote.map((name) => name.replace("cross-stack-reference-input-", ""));
}

/** Neither cloud has tags on these, and Kubernetes and Terraform have none of a cloud's. */
const untaggable =
  /^(digitalocean_(vpc|project|project_resources|container_registry|uptime_check|uptime_alert)|oci_core_network_security_group_security_rule|oci_containerengine_addon|oci_kms_key_version|oci_audit_configuration|helm_release|kubernetes_\w+|terraform_data)$/;

/** Whatever can carry tags has that of the deployment, and leaves alone those that a tenancy adds. */
export function untagged(stack: SynthesizedStack): readonly string[] {
  return Object.entries(stack.document.resource ?? {})
    .filter(([type]) => !untaggable.test(type))
    .flatMap(([type, blocks]) => Object.entries(blocks).map(([name, block]) => ({ type, name, block })))
    .filter(({ type, block }) => !(type.startsWith("digitalocean_") ? isTaggedThere : isTagged)(block))
    .map(({ type, name }) => `${stack.name}: ${type}.${name}`);
}

function isTagged({ freeform_tags: tags, lifecycle }: Block): boolean {
  const ignored = (lifecycle as Block | undefined)?.ignore_changes;
  const hasTag = typeof (tags as Block | undefined)?.["millrace-deployment"] === "string";
  return hasTag && Array.isArray(ignored) && ignored.includes("defined_tags");
}

/** DigitalOcean writes a tag in one word. */
function isTaggedThere({ tags }: Block): boolean {
  return Array.isArray(tags) && tags.some((tag) => String(tag).startsWith("millrace-deployment:"));
}

/** What holds data and could still be destroyed. */
export function destructible(stack: SynthesizedStack, holdsData: readonly string[]): readonly string[] {
  return holdsData.flatMap((type) =>
    Object.entries(stack.document.resource?.[type] ?? {})
      .filter(([, { lifecycle }]) => (lifecycle as Block | undefined)?.prevent_destroy !== true)
      .map(([name]) => `${stack.name}: ${type}.${name}`),
  );
}

/** Where each kind of resource names its key. */
const keyOf: Readonly<Record<string, (block: Block) => unknown>> = {
  oci_containerengine_cluster: ({ kms_key_id }) => kms_key_id,
  oci_containerengine_node_pool: ({ node_config_details }) => (node_config_details as Block).kms_key_id,
  oci_streaming_stream_pool: ({ custom_encryption_key }) =>
    (custom_encryption_key as Block | undefined)?.kms_key_id,
  oci_vault_secret: ({ key_id }) => key_id,
};

/** What Oracle would encrypt with a key of its own. */
export function encryptedByOracle(stack: SynthesizedStack): readonly string[] {
  return Object.entries(keyOf).flatMap(([type, key]) =>
    Object.entries(stack.document.resource?.[type] ?? {})
      .filter(([, block]) => !/\boci_kms_key/.test(String(key(block))))
      .map(([name]) => `${stack.name}: ${type}.${name}`),
  );
}
