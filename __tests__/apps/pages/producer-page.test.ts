import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";
import { describeInBrowser, isLive, launchBrowser, sidewaysScroll, visit } from "./browser.ts";
import { hostile, hostilePeople } from "./hostile.ts";
import { MemoryStream } from "./memory-stream.ts";
import { type Served, serveProducer } from "./programs.ts";

describeInBrowser("the producer's page", () => {
  let browser: Browser;
  let stream: MemoryStream;
  let producer: Served;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stream = new MemoryStream();
    producer = await serveProducer(stream);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await producer.stop();
  });

  const post = (records: unknown) =>
    fetch(`${producer.url}records`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(records),
    });

  it("sends nothing when it is loaded or reloaded, and says what to do", async () => {
    const { page, requests, complaints } = await visit(browser, producer.url);
    await page.reload();
    await isLive(page);
    await page.getByText("Nothing sent yet").waitFor();
    expect(requests.filter((request) => !request.startsWith("GET "))).toEqual([]);
    expect(stream.records).toHaveLength(0);
    expect(complaints).toEqual([]);
  });

  it("sends exactly 20 samples for a press of the button, however often it is pressed meanwhile", async () => {
    const { page, complaints } = await visit(browser, producer.url);
    let open = () => {};
    stream.gate = new Promise((resolve) => {
      open = resolve;
    });
    const button = page.getByRole("button", { name: "Send 20 samples" });
    await button.click();
    await page.getByRole("progressbar", { name: "Sending" }).waitFor();
    await button.click({ force: true });
    await page.keyboard.press("Enter");
    await page.locator("#records tr[data-status=pending]").nth(19).waitFor();
    open();
    await page.getByText(/^20 acknowledged in [\d,]+ ms$/).waitFor();
    expect(await page.getByRole("progressbar").count()).toBe(0);
    await page.locator("#records tr[data-status=acknowledged]").nth(19).waitFor();
    expect(stream.records).toHaveLength(20);
    expect(await page.locator("#produced").textContent()).toBe("20");
    expect(await page.locator("#records tr").count()).toBe(20);
    expect(complaints).toEqual([]);
  });

  it("shows where the stream keeps a record, newest first", async () => {
    await post([{ battle: "Narrating a snail race", voice1: "Big Bird", voice2: "Santa Claus", rating: 2 }]);
    await post([{ name: "Ada", age: 36, comment: "first" }]);
    const { page } = await visit(browser, producer.url);
    await page.locator("#records tr").nth(1).waitFor();
    expect(await page.locator("#records tr").allInnerTexts()).toEqual([
      expect.stringMatching(/Ada\s+person\s+age 36 · first\s+acknowledged\s+partition 0 · offset 1/),
      expect.stringMatching(
        /Narrating a snail race\s+rating\s+Big Bird and Santa Claus · liked\s+acknowledged\s+partition 0 · offset 0/,
      ),
    ]);
  });

  it("says clearly what the stream refused, and why", async () => {
    stream.refusal = "the write limit is used up";
    const { page } = await visit(browser, producer.url);
    await page.getByRole("button", { name: "Send 20 samples" }).click();
    await page.locator("#batch-result.failed", { hasText: "acknowledged 0 of 20 records" }).waitFor();
    const refused = page.locator("#records tr[data-status=refused]", { hasText: stream.refusal });
    await refused.nth(19).waitFor();
    expect(await page.locator("#refused").textContent()).toBe("20");
  });

  it("changes the sample rate and shows a rate that was changed elsewhere", async () => {
    const { page } = await visit(browser, producer.url);
    const slider = page.getByLabel("Samples a second", { exact: true });
    const rate = async () => (await fetch(`${producer.url}api/sample-rate`)).json();
    await page.getByLabel("Samples a second, as a number").fill("50");
    await page.keyboard.press("Enter");
    await page.getByText("3,000 a minute, until you turn it off").waitFor();
    expect(await rate()).toEqual({ perSecond: 50 });
    expect(await slider.inputValue()).toBe("50");
    await page.locator("#records tr").nth(4).waitFor();

    await slider.focus();
    await page.keyboard.press("Home");
    await page.getByText("Off: no samples are made").waitFor();
    expect(await rate()).toEqual({ perSecond: 0 });

    await fetch(`${producer.url}api/sample-rate`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ perSecond: 2 }),
    });
    await page.getByText("120 a minute, until you turn it off").waitFor();
    expect(await slider.inputValue()).toBe("2");
  });

  it("asks for a token when the producer does, and sends it", async () => {
    const { page: open } = await visit(browser, producer.url);
    expect(await open.getByLabel("Token").isVisible()).toBe(false);
    // Nobody listens there, so no token can be checked: the answer tells whether one came.
    const authentication = { issuer: "http://127.0.0.1:1", audience: "records" };
    const guarded = await serveProducer(stream, 0, { authentication });
    try {
      const { page } = await visit(browser, guarded.url);
      const answer = (text: string) => page.locator("#batch-result.failed", { hasText: text }).waitFor();
      await page.getByRole("button", { name: "Send 20 samples" }).click();
      await answer("A bearer token must come");
      await page.getByLabel("Token").fill("abc");
      await page.getByRole("button", { name: "Send 20 samples" }).click();
      await answer("The issuer's keys are not there");
    } finally {
      await guarded.stop();
    }
  });

  it("shows a stranger's text as text, and fits it on a phone in the dark", async () => {
    expect((await post(hostilePeople)).status).toBe(202);
    const { page, complaints } = await visit(browser, producer.url, { width: 360, colorScheme: "dark" });
    await page.locator("#records tr").nth(2).waitFor();
    const names = await page.locator("#records .key").allTextContents();
    expect(names).toEqual(expect.arrayContaining([hostile.markup, hostile.rightToLeft, "Long"]));
    expect(await page.locator("#records :is(img, script)").count()).toBe(0);
    expect(await page.title()).toBe("Millrace producer");
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(10, 19, 18)");
    expect(complaints).toEqual([]);
  });

  it("says that it lost the producer and comes back by itself after a restart", async () => {
    await post([{ name: "Ada", age: 36, comment: "before" }]);
    const { page } = await visit(browser, producer.url);
    await page.getByText("age 36 · before").waitFor();
    await producer.stop();
    await page.getByText("Reconnecting…").waitFor();
    await page.getByRole("button", { name: "Send 20 samples" }).click();
    await page.locator("#batch-result.failed", { hasText: "The producer does not answer" }).waitFor();
    producer = await serveProducer(stream, producer.port);
    await isLive(page);
    await page.getByText("Nothing sent yet").waitFor();
    expect(stream.records).toHaveLength(1);
  });
});
