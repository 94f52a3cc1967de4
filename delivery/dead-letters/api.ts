import type { ShownLetter, ShownLetters } from "../../apps/consumer/views.ts";

/** @throws Error that says what was asked and what came back, when it is not a success */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const asked = `${init.method ?? "GET"} ${url}`;
  let answer: Response;
  try {
    answer = await fetch(url, init);
  } catch (error) {
    const { cause, message } = error as Error;
    throw new Error(
      `${asked}: must be answered, got ${cause instanceof Error ? cause.message : message}. Start it, or name another URL.`,
    );
  }
  if (answer.ok) return answer;
  throw new Error(`${asked}: must succeed, got ${answer.status} ${await answer.text()}`);
}

export async function deadLetters(consumer: string, count: number, before?: string): Promise<ShownLetters> {
  const page = `${consumer}/api/dead-letters?count=${count}${before === undefined ? "" : `&before=${before}`}`;
  return (await (await request(page)).json()) as ShownLetters;
}

export async function deadLetter(consumer: string, id: string): Promise<ShownLetter> {
  return (await (await request(`${consumer}/api/dead-letter?id=${id}`)).json()) as ShownLetter;
}

export async function originalOf(consumer: string, id: string): Promise<Buffer> {
  const answer = await request(`${consumer}/api/dead-letter/original?id=${id}`);
  return Buffer.from(await answer.arrayBuffer());
}
