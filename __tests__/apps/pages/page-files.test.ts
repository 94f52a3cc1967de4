import { describe, expect, it } from "@jest/globals";
import consumerScript from "../../../apps/consumer/page/page.client.js";
import consumerCss from "../../../apps/consumer/page/page.css";
import consumerHtml from "../../../apps/consumer/page/page.html";
import { pageFiles } from "../../../apps/messaging/page/page-files.ts";
import producerScript from "../../../apps/producer/page/page.client.js";
import producerCss from "../../../apps/producer/page/page.css";
import producerHtml from "../../../apps/producer/page/page.html";

const pages = [
  ["producer", pageFiles("producer", { html: producerHtml, css: producerCss, script: producerScript })],
  ["consumer", pageFiles("consumer", { html: consumerHtml, css: consumerCss, script: consumerScript })],
] as const;

/** The value of each custom property that is a colour, in the rule that begins after `start`. */
function coloursAfter(css: string, start: string): Map<string, string> {
  const rule = css.slice(css.indexOf(start));
  const colours = rule.slice(0, rule.indexOf("}")).matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g);
  return new Map([...colours].map(([, name = "", value = ""]) => [name, value]));
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(pages)("the files of the %s's page", (_, files) => {
  const html = files.get("/")?.body ?? "";

  it("hold every file that the page and its script name", () => {
    const script = files.get("/page.js")?.body ?? "";
    const named = [
      ...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g),
      ...script.matchAll(/from "\.\/([^"]+)"/g),
    ].map(([, path]) => `/${path}`);
    expect(named.sort()).toEqual(["/base.js", "/page.css", "/page.js"]);
    for (const path of named) expect(files.get(path)?.body).toBeTruthy();
  });

  it("hold nothing inline and nothing from elsewhere", () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?! type="module" src="page\.js"><\/script>)/);
    for (const { body } of files.values()) {
      expect(body.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\/|@import|innerHTML/);
    }
  });

  it("name only elements that the page has", () => {
    const script = files.get("/page.js")?.body ?? "";
    const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    const asked = [...script.matchAll(/byId\("([^"]+)"\)/g)].map(([, id]) => id);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe.each([
  ["light", ":root {"],
  ["dark", "prefers-color-scheme: dark"],
])("the %s colours", (_, start) => {
  const colours = coloursAfter(pages[0][1].get("/page.css")?.body ?? "", start);
  const colour = (name: string) => colours.get(name) ?? "missing";
  const grounds = ["--ground", "--panel", "--sunken"];
  const texts = ["--ink", "--quiet", "--water", "--grain", "--alarm"];

  it.each(texts)("keep %s readable on every ground (4.5:1)", (text) => {
    for (const ground of grounds) expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it("keep the button's text readable and the edges of controls visible", () => {
    expect(contrast(colour("--on-water"), colour("--water"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour("--edge"), colour("--panel"))).toBeGreaterThanOrEqual(3);
  });
});
