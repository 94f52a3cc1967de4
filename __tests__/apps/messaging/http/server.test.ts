import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import { json } from "../../../../apps/messaging/http/answer.ts";
import { MAX_BODY_BYTES, readJson } from "../../../../apps/messaging/http/body.ts";
import { pageRoutes } from "../../../../apps/messaging/http/page.ts";
import { type HttpServer, startHttpServer } from "../../../../apps/messaging/http/server.ts";
import { until } from "../../../support/running-program.ts";

let server: HttpServer;
let url: string;
let finishSlow: () => void;
let slowBegan: Promise<void>;

beforeEach(async () => {
  let began = () => {};
  slowBegan = new Promise((resolve) => {
    began = resolve;
  });
  const slow = new Promise<void>((resolve) => {
    finishSlow = resolve;
  });
  server = await startHttpServer(
    {
      ...pageRoutes("consumer", { html: "<p>main</p>", css: "body{}", script: "// nothing" }),
      "POST /echo": async ({ message }) => json(200, (await readJson(message, ["application/json"])).value),
      "GET /query": ({ query }) => json(200, Object.fromEntries(query)),
      "GET /slow": async () => {
        began();
        await slow;
        return json(200, "done");
      },
      "GET /broken": () => {
        throw new Error("secret detail");
      },
    },
    { host: "127.0.0.1", port: 0, log: pino({ level: "silent" }) },
  );
  url = `http://127.0.0.1:${server.port}`;
});

afterEach(async () => {
  finishSlow();
  await server.close();
});

async function problem(response: Response): Promise<unknown> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return response.json();
}

const post = (
  body: string | Buffer,
  headers: Record<string, string> = { "content-type": "application/json" },
) => fetch(`${url}/echo`, { method: "POST", headers, body });

describe("the HTTP server", () => {
  it("sends the headers that keep a page to itself with every answer", async () => {
    for (const path of ["/", "/page.css", "/query", "/nowhere"]) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
  });

  it("says what it has not", async () => {
    const response = await fetch(`${url}/nowhere?x=1`);
    expect(await problem(response)).toEqual({
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: "There is nothing at /nowhere.",
    });
  });

  it("says which methods a path answers", async () => {
    const response = await fetch(`${url}/echo`);
    expect(response.headers.get("allow")).toBe("POST");
    expect(await problem(response)).toMatchObject({ status: 405, detail: "/echo answers POST, got GET." });
    expect((await fetch(`${url}/query`, { method: "DELETE" })).headers.get("allow")).toBe("GET, HEAD");
  });

  it("hands over the query and answers HEAD without a body", async () => {
    expect(await (await fetch(`${url}/query?a=1&b=%20`)).json()).toEqual({ a: "1", b: " " });
    const head = await fetch(`${url}/query`, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "2", ""]);
  });

  it("keeps the reason of a fault to itself", async () => {
    const response = await fetch(`${url}/broken`);
    expect(await problem(response)).toEqual({
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
      detail: "The request failed for a reason that the log names.",
    });
  });

  it("rejects when the port is taken", async () => {
    const again = startHttpServer(
      {},
      { host: "127.0.0.1", port: server.port, log: pino({ level: "silent" }) },
    );
    await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

describe("a page", () => {
  it("is sent once and then only if it has changed", async () => {
    const first = await fetch(`${url}/`);
    const etag = first.headers.get("etag") ?? "";
    expect(first.headers.get("cache-control")).toBe("no-cache");
    expect(await first.text()).toContain("<p>main</p>");
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const { status } = await fetch(`${url}/`, { headers: { "if-none-match": known } });
      expect([known, status]).toEqual([known, 304]);
    }
    expect((await fetch(`${url}/page.js`, { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  it.each([
    ["/", "text/html; charset=utf-8"],
    ["/page.css", "text/css; charset=utf-8"],
    ["/page.js", "text/javascript; charset=utf-8"],
  ])("is of the right type at %s", async (path, type) => {
    expect((await fetch(`${url}${path}`)).headers.get("content-type")).toBe(type);
  });
});

describe("a body", () => {
  it("may be as large as the limit and no larger", async () => {
    const fits = JSON.stringify("x".repeat(MAX_BODY_BYTES - 2));
    expect((await post(fits)).status).toBe(200);
    const response = await post(`${fits} `);
    expect(await problem(response)).toMatchObject({
      status: 413,
      detail: "A body may have at most 1048576 bytes. Send the records in several requests.",
    });
  });

  it("is not measured by what the client says alone", async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${url}/echo`, {
        method: "POST",
        headers: { "content-type": "application/json" },
      });
      request.on("response", (response) => resolve(response.statusCode)).on("error", reject);
      request.write(Buffer.alloc(MAX_BODY_BYTES, " "));
      request.end('"and more"');
    });
    expect(status).toBe(413);
  });

  it.each([
    ["no JSON", "{half", "application/json", 400, /^The body must be JSON in UTF-8: /],
    ["empty", "", "application/json", 400, /^The body must be JSON in UTF-8: /],
    [
      "no UTF-8",
      Buffer.from([0x22, 0xff, 0x22]),
      "application/json",
      400,
      /^The body must be JSON in UTF-8: /,
    ],
    [
      "a form",
      "a=1",
      "application/x-www-form-urlencoded",
      415,
      /^content-type must be application\/json, got /,
    ],
    ["of no type", Buffer.from("{}"), "", 415, /^content-type must be application\/json, got nothing\.$/],
  ])("is refused when it is %s", async (_, body, type, status, detail) => {
    const response = await post(body, type === "" ? {} : { "content-type": type });
    expect(await problem(response)).toMatchObject({ status, detail: expect.stringMatching(detail) });
  });

  it("is refused when it is compressed", async () => {
    const response = await post("{}", { "content-type": "application/json", "content-encoding": "gzip" });
    expect(await problem(response)).toMatchObject({
      status: 415,
      detail: "content-encoding must be identity, got gzip. Send the body uncompressed.",
    });
  });
});

describe("closing the server", () => {
  const open = async (): Promise<Socket> => {
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    return socket.resume();
  };

  it("finishes requests in flight and takes no new connection", async () => {
    const answer = fetch(`${url}/slow`);
    await slowBegan;
    expect(server.inFlight()).toBe(1);
    const closed = server.close();
    await expect(open()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    finishSlow();
    const response = await answer;
    expect([await response.json(), response.headers.get("connection")]).toEqual(["done", "close"]);
    await closed;
    expect(server.inFlight()).toBe(0);
  });

  it("does not wait for connections that a browser holds in reserve, used or not", async () => {
    const unused = await open();
    const used = await open();
    used.write("GET /query HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(used, "data");
    await until(() => server.inFlight() === 0, "the answer to be sent");
    const began = performance.now();
    await server.close();
    expect(performance.now() - began).toBeLessThan(1000);
    await Promise.all([unused, used].map((socket) => socket.closed || once(socket, "close")));
  });
});
