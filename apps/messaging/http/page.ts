import { createHash } from "node:crypto";
import { type Page, type PageFile, pageFiles } from "../page/page-files.ts";
import type { Handler, Routes } from "./server.ts";

/**
 * The page of a program and what belongs to it. The browser asks again each
 * time and gets 304 until a new version of the program runs.
 */
export function pageRoutes(program: string, page: Page): Routes {
  return Object.fromEntries(
    [...pageFiles(program, page)].map(([path, file]) => [`GET ${path}`, asset(file)]),
  );
}

function asset({ contentType, body }: PageFile): Handler {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { etag, "cache-control": "no-cache" };
  return ({ message }) => {
    const known = (message.headers["if-none-match"] ?? "")
      .split(",")
      .map((tag) => tag.trim().replace(/^W\//, ""));
    return known.includes(etag) || known.includes("*")
      ? { status: 304, headers }
      : { status: 200, headers: { ...headers, "content-type": contentType }, body };
  };
}
