import { randomBytes } from "node:crypto";
import { jsonBody } from "../shared/json-body.ts";
import type { Call, Route } from "../shared/routes.ts";
import type { Account, Fields, Item } from "./account.ts";
import { notFound, unprocessable } from "./errors.ts";
import { route } from "./route.ts";
import { requireRegion } from "./vpcs.ts";

/** How many repositories each subscription has room for. */
const tiers: Readonly<Record<string, number>> = { starter: 1, basic: 5, professional: 0 };

/** The container registry, of which an account has one, without the images. */
export function registryRoutes(account: Account): Route[] {
  /** Stays when the registry goes. */
  let lastTier = "starter";
  const tierOf = () => String(account.all("registry")[0]?.fields.subscription_tier_slug ?? lastTier);
  const subscription = () => ({
    subscription: {
      tier: { name: tierOf(), slug: tierOf(), included_repositories: tiers[tierOf()] },
      created_at: account.now(),
      updated_at: account.now(),
    },
  });
  const subscribe = (slug: unknown) => {
    if (tiers[String(slug)] === undefined) throw unprocessable(`invalid subscription tier: ${String(slug)}`);
    lastTier = String(slug);
    for (const registry of account.all("registry")) {
      account.change(registry, { subscription_tier_slug: lastTier });
    }
  };
  /** By the name in the path, or else the only one. */
  const find = ({ path: [name] }: Call) => {
    const found = account.all("registry").find(({ id }) => name === undefined || id === name);
    if (!found) throw notFound();
    return found;
  };
  const removeOne = (call: Call) => {
    account.remove(find(call));
    return { status: 204 };
  };
  const getOne = (call: Call) => ({ body: { registry: view(find(call)) } });

  return ["registry", "registries"].flatMap((base) => [
    route("CreateRegistry", "POST", base, (call) => {
      const { name, region = "fra1", subscription_tier_slug = tierOf() } = jsonBody(call);
      if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(String(name))) {
        throw unprocessable("name must be 3 to 63 lower case letters, digits and dashes");
      }
      requireRegion(region);
      if (account.all("registry").length > 0) throw unprocessable("user already has a registry");
      subscribe(subscription_tier_slug);
      const fields = { name, region, subscription_tier_slug, storage_usage_bytes: 0 };
      const registry = account.add(
        "registry",
        { ...fields, created_at: account.now() },
        { id: String(name) },
      );
      return { status: 201, body: { registry: view(registry) } };
    }),
    // What the plugin's data source asks since 2.71.0, whatever its name:
    // https://github.com/digitalocean/terraform-provider-digitalocean/issues/1535
    route("GetRegistry", "GET", `${base}/`, () => {
      throw notFound();
    }),
    route("GetRegistrySubscription", "GET", `${base}/subscription`, () => ({ body: subscription() })),
    route("UpdateRegistrySubscription", "POST", `${base}/subscription`, (call) => {
      subscribe(jsonBody(call).tier_slug);
      return { body: subscription() };
    }),
    ...(base === "registry"
      ? [
          route("GetRegistry", "GET", base, getOne),
          route("DeleteRegistry", "DELETE", base, removeOne),
          route("GetDockerCredentials", "GET", `${base}/docker-credentials`, dockerCredentials),
        ]
      : [
          route("ListRegistries", "GET", base, () => ({
            body: { registries: account.all("registry").map(view), total_storage_usage_bytes: 0 },
          })),
          route("GetRegistry", "GET", `${base}/{name}`, getOne),
          route("DeleteRegistry", "DELETE", `${base}/{name}`, removeOne),
          route("GetDockerCredentials", "GET", `${base}/{name}/docker-credentials`, dockerCredentials),
        ]),
  ]);

  /** A file for `docker`, good for nothing here. */
  function dockerCredentials(call: Call) {
    find(call);
    const token = `dop_v1_${randomBytes(32).toString("hex")}`;
    const auth = Buffer.from(`${token}:${token}`).toString("base64");
    return { body: { auths: { "registry.digitalocean.com": { auth } } } };
  }
}

const view = ({ fields: { subscription_tier_slug: _, ...fields } }: Item): Fields => fields;
