import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { describeInBrowser, isLive, launchBrowser, sidewaysScroll, visit } from "./browser.ts";
import { hostile, hostilePeople } from "./hostile.ts";
import { MemoryStream } from "./memory-stream.ts";
import { type Served, serveConsumer } from "./programs.ts";

describeInBrowser("the consumer's page", () => {
  let browser: Browser;
  let stream: MemoryStream;
  let consumer: Served;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stream = new MemoryStream();
    consumer = await serveConsumer(stream);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await consumer.stop();
  });

  const putPerson = (person: object) => stream.put(JSON.stringify(person));
  const putRating = (voice1: string, voice2: string, rating: number) =>
    stream.put(`Narrating a snail race|${voice1}|${voice2}|${rating}`);
  const total = (page: Page, id: string, text: string) =>
    page.locator(`#${id}`).getByText(text, { exact: true }).waitFor();

  it("says what to do while nothing has arrived", async () => {
    const { page, requests, complaints } = await visit(browser, consumer.url);
    await page.getByText("No ratings yet").waitFor();
    await page.getByText("Nobody yet").waitFor();
    await page.getByText("Not kept: these totals start again").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(
      /consumer in group page-tests$/,
    );
    expect(requests.filter((request) => !request.startsWith("GET "))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("shows records as they arrive, the best voice and the latest person first", async () => {
    const { page, complaints } = await visit(browser, consumer.url);
    putRating("Big Bird", "Santa Claus", 2);
    putRating("Big Bird", "Joan of Arc", 1);
    putPerson({ name: "Ada", age: 36, comment: "first" });
    putPerson({ name: "Grace", age: 85, comment: "second" });
    await total(page, "consumed", "4");
    const voices = page.locator("#voices li");
    await voices.nth(2).waitFor();
    expect(await voices.allInnerTexts()).toEqual([
      expect.stringMatching(/^Big Bird\s+2 ratings · 1.50 each\s+3$/),
      expect.stringMatching(/^Santa Claus\s+1 rating · 2.00 each\s+2$/),
      expect.stringMatching(/^Joan of Arc\s+1 rating · 1.00 each\s+1$/),
    ]);
    const people = page.locator("#people-rows tr");
    expect(await people.allInnerTexts()).toEqual([
      expect.stringMatching(/^Grace\s+85\s+second/),
      expect.stringMatching(/^Ada\s+36\s+first/),
    ]);
    putPerson({ name: "Ada", age: 37, comment: "changed" });
    await page.locator("#people-rows tr:first-child", { hasText: "changed" }).waitFor();
    expect(await people.allInnerTexts()).toEqual([
      expect.stringMatching(/^Ada\s+37\s+changed/),
      expect.stringMatching(/^Grace\s+85\s+second/),
    ]);
    expect(complaints).toEqual([]);
  });

  it("plots the throughput of the last seconds, with the figures under the pointer", async () => {
    const { page } = await visit(browser, consumer.url);
    for (let rating = 0; rating < 7; rating++) putRating("Big Bird", "Santa Claus", 2);
    await total(page, "records-peak", "peak 7");
    expect(await page.locator("#records-path").getAttribute("d")).toMatch(/^M[\d.]+ 100V6\.0h/);
    expect(await page.locator("#lag-path").getAttribute("d")).toMatch(/^M119\.5 100\.0|L119\.5 100\.0/);
    const box = await page.locator("#flow").boundingBox();
    if (!box) throw new Error("the plot has no size");
    await page.mouse.move(box.x + box.width - 1, box.y + 40);
    await page.getByText(/^\d\d:\d\d:\d\d · \d+ records? · lag 0$/).waitFor();
    await page.mouse.move(box.x + 1, box.y + 40);
    await page.getByText("Not measured").waitFor();
  });

  it("keeps a dead letter with its position, the reason and the original, and goes on", async () => {
    const { page, complaints } = await visit(browser, consumer.url);
    stream.put("hello?");
    stream.put(`{"name":"Methuselah","age":969,"comment":${JSON.stringify(hostile.long)}}`);
    stream.put(Buffer.from([255, 254, 0]));
    putPerson({ name: "Ada", age: 36, comment: "still going" });
    await page.getByText("still going").waitFor();
    await total(page, "dead-letter-count", "3");
    const letters = page.locator("#dead-letters li");
    const [binary, old, hello] = await letters.allInnerTexts();
    expect(hello).toMatch(/partition 0 · offset 0[\s\S]+must be a CloudEvent[\s\S]+hello\?$/);
    expect(old).toMatch(/offset 1[\s\S]+age must be[\s\S]+10,044 bytes, the beginning$/);
    expect(binary).toMatch(/offset 2[\s\S]+UTF-8[\s\S]+\/\/4A$/);
    const details = page.locator("#dead-letters details");
    await details.locator("summary").press("Enter");
    await details.locator("pre").waitFor();
    putRating("Big Bird", "Santa Claus", 2);
    await total(page, "consumed", "2");
    expect(await details.getAttribute("open")).not.toBeNull();
    expect(complaints).toEqual([]);
  });

  it("shows a stranger's text as text, and fits it on a phone in the dark", async () => {
    hostilePeople.forEach(putPerson);
    putRating(hostile.markup, hostile.long, 1);
    stream.put(hostile.markup);
    stream.put(hostile.long);
    const { page, complaints } = await visit(browser, consumer.url, { width: 360, colorScheme: "dark" });
    await total(page, "consumed", "4");
    expect(await page.locator("#people-rows .name").allTextContents()).toEqual([
      "Long",
      hostile.rightToLeft,
      hostile.markup,
    ]);
    expect(await page.locator("#people-rows .comment").last().textContent()).toBe(hostile.script);
    expect(await page.locator("#voices .name").allTextContents()).toContain(hostile.markup);
    expect(await page.locator("#dead-letters .original").last().textContent()).toBe(hostile.markup);
    expect(await page.locator("main :is(img, script)").count()).toBe(0);
    expect(await page.title()).toBe("Millrace consumer");
    expect(await sidewaysScroll(page)).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("does not move the page while numbers grow", async () => {
    putRating("Big Bird", "Santa Claus", 2);
    putPerson({ name: "Ada", age: 36, comment: "first" });
    const { page } = await visit(browser, consumer.url);
    await total(page, "consumed", "2");
    const layout = () =>
      page.evaluate(
        "JSON.stringify([...document.querySelectorAll('.totals div, .panel')].map((e) => e.getBoundingClientRect()))",
      );
    const before = await layout();
    for (let rating = 0; rating < 1998; rating++) putRating("Big Bird", "Santa Claus", 2);
    await total(page, "consumed", "2,000");
    expect(await layout()).toBe(before);
  });

  it("comes back by itself after a restart", async () => {
    putPerson({ name: "Ada", age: 36, comment: "before" });
    const { page } = await visit(browser, consumer.url);
    await total(page, "consumed", "1");
    await consumer.stop();
    await page.getByText("Reconnecting…").waitFor();
    putPerson({ name: "Grace", age: 85, comment: "while it was away" });
    consumer = await serveConsumer(stream, consumer.port);
    await isLive(page);
    await page.getByText("while it was away").waitFor();
    await total(page, "consumed", "2");
  });
});
