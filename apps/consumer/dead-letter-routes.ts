import { type Answer, HttpProblem, json } from "../messaging/http/answer.ts";
import { readJson } from "../messaging/http/body.ts";
import type { HttpRequest, Routes } from "../messaging/http/server.ts";
import { isObject, isText, mustBe } from "../messaging/records/checks.ts";
import type { LateResults } from "./late-results.ts";
import type { DeadLetter } from "./results.ts";
import { shownLetter, type Views } from "./views.ts";

const LISTED = 100;
const MOST_LISTED = 200;

/** Letters in pages, one with all of its bytes, and the note that one was sent again: `npm run dead-letters` uses them. */
export function deadLetterRoutes(results: LateResults, views: Views): Routes {
  const find = async ({ query }: HttpRequest) => {
    const id = idOf(query.get("id"), "id");
    return found(await results.current.deadLetter(id), id);
  };
  return {
    "GET /api/dead-letters": async ({ query }) => {
      const count = countOf(query.get("count"));
      const before = query.get("before");
      return json(200, await views.deadLetters(count, before === null ? undefined : idOf(before, "before")));
    },
    "GET /api/dead-letter": async (request) => json(200, shownLetter(await find(request))),
    "GET /api/dead-letter/original": async (request): Promise<Answer> => {
      const { id, value } = await find(request);
      return {
        status: 200,
        headers: {
          "content-type": "application/octet-stream",
          "content-disposition": `attachment; filename="dead-letter-${id}"`,
          "cache-control": "no-store",
        },
        body: value,
      };
    },
    "POST /api/dead-letter/resent": async ({ query, message }) => {
      const id = idOf(query.get("id"), "id");
      const { value } = await readJson(message, ["application/json"]);
      if (!isObject(value) || !isText(value.source) || !isText(value.id)) {
        throw refuse(mustBe("The body", "an object with the texts source and id of the record sent", value));
      }
      const marked = await results.current.markResent(id, { source: value.source, id: value.id });
      return json(200, shownLetter(found(marked, id)));
    },
  };
}

function found(letter: DeadLetter | undefined, id: string): DeadLetter {
  if (letter) return letter;
  throw new HttpProblem({
    status: 404,
    title: "Not Found",
    detail: `There is no dead letter ${id}. GET /api/dead-letters lists those that are kept.`,
  });
}

function idOf(text: string | null, name: string): string {
  if (text !== null && /^\d{1,18}$/.test(text)) return text;
  throw refuse(mustBe(name, "the id of a dead letter", text ?? undefined));
}

function countOf(text: string | null): number {
  const count = text === null ? LISTED : Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_LISTED) return count;
  throw refuse(mustBe("count", `a whole number from 1 to ${MOST_LISTED}`, text));
}

function refuse(detail: string): HttpProblem {
  return new HttpProblem({ status: 400, title: "Bad Request", detail: `${detail}.` });
}
