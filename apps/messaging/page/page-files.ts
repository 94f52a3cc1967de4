import baseScript from "./base.client.js";
import baseCss from "./base.css";
import baseHtml from "./base.html";

/** A program's own page, each part imported as text. */
export interface Page {
  /** What is between head and foot, which all programs share. */
  readonly html: string;
  readonly css: string;
  readonly script: string;
}

export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

/**
 * Everything a browser asks for to show a program's page, by path. The looks
 * and the helpers that both programs share come from this folder; nothing else
 * is loaded, from here or elsewhere.
 */
export function pageFiles(program: string, { html, css, script }: Page): ReadonlyMap<string, PageFile> {
  const whole = baseHtml.replaceAll("{program}", program).replace("{main}", () => html);
  return new Map([
    ["/", { contentType: "text/html; charset=utf-8", body: whole }],
    ["/page.css", { contentType: "text/css; charset=utf-8", body: `${baseCss}\n${css}` }],
    ["/page.js", { contentType: "text/javascript; charset=utf-8", body: script }],
    ["/base.js", { contentType: "text/javascript; charset=utf-8", body: baseScript }],
  ]);
}
