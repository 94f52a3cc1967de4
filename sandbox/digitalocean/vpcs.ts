import { boundsOf, overlap } from "../shared/cidr.ts";
import { jsonBody } from "../shared/json-body.ts";
import type { Route } from "../shared/routes.ts";
import { type Account, type Fields, type Item, urnOf } from "./account.ts";
import { conflict, forbidden, unprocessable } from "./errors.ts";
import { regions } from "./options.ts";
import { pageOf, route } from "./route.ts";

/** Every account has a VPC in each region that is the default there. */
export function addDefaultVpcs(account: Account): void {
  for (const [index, { slug }] of regions.entries()) {
    const item = account.add(
      "vpc",
      { name: `default-${slug}`, region: slug, ip_range: `10.${235 + index}.0.0/20` },
      { builtIn: true },
    );
    account.change(item, { description: "", default: true, created_at: account.now() });
  }
}

/** What is in a VPC: clusters, load balancers, and workers, which go a while after their cluster. */
export function membersOf(account: Account, vpc: Item): Item[] {
  return account.all().filter(({ fields }) => fields.vpc_uuid === vpc.id);
}

export function vpcRoutes(account: Account): Route[] {
  return [
    route("CreateVPC", "POST", "vpcs", (call) => {
      const { name, region, description = "", ip_range = freeRange(account) } = jsonBody(call);
      requireRegion(region);
      requireName(account, name);
      requireRange(account, ip_range);
      const fields = { name, region, description, ip_range, default: false, created_at: account.now() };
      return { status: 201, body: { vpc: view(account.add("vpc", fields)) } };
    }),
    route("ListVPCs", "GET", "vpcs", (call) => pageOf("vpcs", account.all("vpc").map(view), call)),
    route("GetVPC", "GET", "vpcs/{id}", ({ path: [id = ""] }) => ({
      body: { vpc: view(account.get("vpc", id)) },
    })),
    ...["PUT", "PATCH"].map((method) =>
      route("UpdateVPC", method, "vpcs/{id}", (call) => {
        const vpc = account.get("vpc", call.path[0] ?? "");
        const { name = vpc.fields.name, description = vpc.fields.description } = jsonBody(call);
        if (name !== vpc.fields.name) requireName(account, name);
        account.change(vpc, { name, description });
        return { body: { vpc: view(vpc) } };
      }),
    ),
    route("DeleteVPC", "DELETE", "vpcs/{id}", ({ path: [id = ""] }) => {
      const vpc = account.get("vpc", id);
      if (vpc.fields.default === true) throw forbidden("Can not delete a default VPC");
      if (membersOf(account, vpc).length > 0) throw conflict("Can not delete VPC with members");
      account.remove(vpc);
      return { status: 204 };
    }),
    route("ListVPCMembers", "GET", "vpcs/{id}/members", (call) => {
      const members = membersOf(account, account.get("vpc", call.path[0] ?? ""));
      const shown = members.map((item) => ({
        urn: urnOf(item),
        name: item.fields.name,
        created_at: item.fields.created_at,
      }));
      return pageOf("members", shown, call);
    }),
  ];
}

const view = (vpc: Item): Fields => ({ id: vpc.id, urn: urnOf(vpc), ...vpc.fields });

export function requireRegion(region: unknown): void {
  if (!regions.some(({ slug }) => slug === region)) throw unprocessable(`invalid region: ${String(region)}`);
}

function requireName(account: Account, name: unknown): void {
  if (!/^[a-zA-Z0-9\-.]+$/.test(String(name ?? ""))) {
    throw unprocessable("Name may only consist of alphanumeric characters, dashes, and periods");
  }
  if (account.all("vpc").some(({ fields }) => fields.name === name)) {
    throw unprocessable(`Name '${String(name)}' is already in use`);
  }
}

function requireRange(account: Account, range: unknown): void {
  const [first = 0, last = 0] = boundsOf(range) ?? [];
  const size = last - first + 1;
  if (size < 2 ** 4 || size > 2 ** 16) throw unprocessable("ip_range must be a network from /16 to /28");
  if (account.all("vpc").some(({ fields }) => overlap(fields.ip_range, range))) {
    throw unprocessable("This range/size overlaps with another VPC network in your account");
  }
}

function freeRange(account: Account): string {
  const taken = account.all("vpc").map(({ fields }) => fields.ip_range);
  const all = Array.from({ length: 100 }, (_, index) => `10.${100 + index}.0.0/20`);
  const free = all.find((range) => !taken.some((other) => overlap(other, range)));
  if (free === undefined) throw unprocessable("no range is left");
  return free;
}
