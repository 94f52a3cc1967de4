import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe } from "@jest/globals";
import { type Browser, chromium, type Page } from "playwright-core";

function findBrowser(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named) return named;
  const onPath = ["chromium", "google-chrome"].map((name) => {
    try {
      return execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      return "";
    }
  });
  return ["/usr/bin/chromium", ...onPath].find((path) => path !== "" && existsSync(path));
}

const executablePath = findBrowser();

/** `describe` where there is a browser; else the tests are skipped and a line says which and why. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (executablePath) {
    describe(name, tests);
    return;
  }
  describe.skip(name, tests);
  // Jest itself does not name a file of which every test is skipped.
  process.stderr.write(`skipped: ${name}: no Chromium here. Install it, or name one in CHROMIUM.\n`);
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"].concat([
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ]),
  });
}

export interface Visit {
  readonly page: Page;
  /** Console errors, uncaught exceptions and violations of the Content-Security-Policy. */
  readonly complaints: readonly string[];
  /** `METHOD /path` of everything the page asked for. */
  readonly requests: readonly string[];
}

export interface VisitOptions {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
}

/** Opens a page in a fresh profile and waits until it is live. */
export async function visit(
  browser: Browser,
  url: string,
  { width = 1280, colorScheme = "light" }: VisitOptions = {},
): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto(url);
  await isLive(page);
  return { page, complaints, requests };
}

export async function isLive(page: Page): Promise<void> {
  await page.locator("#connection", { hasText: "Live" }).waitFor();
}

/** How far the page can be scrolled sideways, in CSS pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}
