import type { Answer, Call, Route } from "../shared/routes.ts";

/** A route of version 2 of the API, such as `vpcs/{id}`. */
export function route(operation: string, method: string, path: string, handle: Route["handle"]): Route {
  const pattern = path.replace(/\{\w+\}/g, "([^/]+)");
  return { operation, method, path: new RegExp(`^/v2/${pattern}$`), handle };
}

/** One page of a list, with the links to the others. 20 a page unless `per_page` says else, 200 at most. */
export function pageOf(name: string, all: readonly object[], { query, headers }: Call): Answer {
  const size = Math.min(200, Math.max(1, Number(query.get("per_page") ?? 20)));
  const page = Math.max(1, Number(query.get("page") ?? 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (number: number) => `http://${headers.host}/v2/?page=${number}&per_page=${size}`;
  const pages = {
    ...(page > 1 && { first: link(1), prev: link(page - 1) }),
    ...(page < last && { next: link(page + 1), last: link(last) }),
  };
  return {
    body: {
      [name]: all.slice((page - 1) * size, page * size),
      links: last === 1 ? {} : { pages },
      meta: { total: all.length },
    },
  };
}
