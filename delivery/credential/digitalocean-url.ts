import type { Variables } from "./identity.ts";

/**
 * Where DigitalOcean's API is. The sandbox and proxies are elsewhere. The token
 * goes there, so in the clear only within this machine.
 *
 * @throws Error for any other address
 */
export function digitalOceanUrl({ DIGITALOCEAN_API_URL: given }: Variables): string {
  const url = (given || "https://api.digitalocean.com").replace(/\/+$/, "");
  if (/^https:\/\/[^/\s@]+$/.test(url) || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(url))
    return url;
  throw new Error(
    `DIGITALOCEAN_API_URL must be an https URL without a path, or http on this machine, got ${url}. Correct it, or leave it out.`,
  );
}
