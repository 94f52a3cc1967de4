import { jsonBody } from "../shared/json-body.ts";
import type { Route } from "../shared/routes.ts";
import type { Account, Item } from "./account.ts";
import { unprocessable } from "./errors.ts";
import { pageOf, route } from "./route.ts";

/** Throws 422 unless each is one that DigitalOcean takes. */
export function requireTags(tags: unknown): void {
  for (const tag of tags as readonly unknown[]) {
    if (!/^[a-zA-Z0-9_\-:]{1,255}$/.test(String(tag))) {
      throw unprocessable(`Tag ${String(tag)}: use letters, digits, colons, dashes and underscores`);
    }
  }
}

/** What the API counts for each tag, and by which name. */
const taggable = [
  ["droplet", "droplets"],
  ["image", "images"],
  ["volume", "volumes"],
  ["snapshot", "volume_snapshots"],
  ["database", "databases"],
] as const;

/** Tags that were made by themselves; the others come and go with what carries them. */
export function tagRoutes(account: Account): Route[] {
  const count = (tag: string, kinds: readonly string[]) =>
    account
      .all()
      .filter(({ kind, fields }) => kinds.includes(kind) && ((fields.tags ?? []) as string[]).includes(tag))
      .length;
  const view = ({ id }: Item) => ({
    name: id,
    resources: {
      count: count(id, [...taggable.map(([kind]) => kind), "kubernetes"]),
      ...Object.fromEntries(taggable.map(([kind, name]) => [name, { count: count(id, [kind]) }])),
    },
  });
  return [
    route("CreateTag", "POST", "tags", (call) => {
      const name = String(jsonBody(call).name);
      requireTags([name]);
      const tag = account.find("tag", name) ?? account.add("tag", { name }, { id: name });
      return { status: 201, body: { tag: view(tag) } };
    }),
    route("ListTags", "GET", "tags", (call) => pageOf("tags", account.all("tag").map(view), call)),
    route("GetTag", "GET", "tags/{name}", ({ path: [name = ""] }) => ({
      body: { tag: view(account.get("tag", name)) },
    })),
    route("DeleteTag", "DELETE", "tags/{name}", ({ path: [name = ""] }) => {
      account.remove(account.get("tag", name));
      return { status: 204 };
    }),
  ];
}
