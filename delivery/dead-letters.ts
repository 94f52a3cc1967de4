// `npm run dead-letters`: what a consumer could not read, and a way to send it again once it is mended.
import { readFileSync } from "node:fs";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { deadLetter, deadLetters, originalOf } from "./dead-letters/api.ts";
import { resend } from "./dead-letters/resend.ts";

const usage = `Usage: npm run dead-letters -- list [--count 20] [--before id]
       npm run dead-letters -- show <id> [--original]
       npm run dead-letters -- resend <id>… [--file record.json]
  --consumer  base URL, by default that of npm start (http://127.0.0.1:3001)
  --producer  base URL, by default that of npm start (http://127.0.0.1:3000)
  --original  the record's own bytes and nothing else
  --file      what is sent in place of the original; for one letter
A producer that asks for a token gets that of the variable PRODUCER_TOKEN.`;

type Values = ReturnType<typeof parse>["values"];

const commands: Readonly<Record<string, (ids: readonly string[], values: Values) => Promise<void>>> = {
  list: async (_ids, { consumer, count, before }) => {
    const { total, waiting, deadLetters: letters, next } = await deadLetters(consumer, Number(count), before);
    for (const { id, receivedAt, partition, offset, bytes, resent, reason } of letters) {
      const state = resent ? "sent again" : "waiting";
      process.stdout.write(
        `${id.padStart(6)}  ${receivedAt}  ${partition}/${offset}  ${bytes} bytes  ${state}  ${reason}\n`,
      );
    }
    process.stdout.write(
      `${total} in all, ${waiting} not sent again${next ? `; older: --before ${next}` : ""}\n`,
    );
  },
  show: async ([id = ""], { consumer, original }) => {
    process.stdout.write(
      original
        ? await originalOf(consumer, id)
        : `${JSON.stringify(await deadLetter(consumer, id), undefined, 2)}\n`,
    );
  },
  resend: async (ids, { consumer, producer, file }) => {
    const token = process.env.PRODUCER_TOKEN;
    for (const id of ids) {
      const done = await resend({
        consumer,
        producer,
        id,
        ...(token ? { token } : {}),
        ...(file === undefined ? {} : { mended: readFileSync(file) }),
      });
      process.stdout.write(`${done}\n`);
    }
  },
};

function parse() {
  return commandArguments(usage, {
    allowPositionals: true,
    options: {
      consumer: { type: "string", default: "http://127.0.0.1:3001" },
      producer: { type: "string", default: "http://127.0.0.1:3000" },
      count: { type: "string", default: "20" },
      before: { type: "string" },
      file: { type: "string" },
      original: { type: "boolean", default: false },
    },
  });
}

async function main(): Promise<void> {
  const { positionals, values } = parse();
  const [name = "list", ...ids] = positionals;
  const command = commands[name];
  const needed = { list: ids.length === 0, show: ids.length === 1 }[name] ?? ids.length > 0;
  if (!command || !needed || (values.file !== undefined && ids.length !== 1)) {
    throw new Error(
      `arguments must be an action and its letters, got ${positionals.join(" ") || "none"}. ${usage}`,
    );
  }
  const base = (url: string) => url.replace(/\/+$/, "");
  await command(ids, { ...values, consumer: base(values.consumer), producer: base(values.producer) });
}

runCommand("dead-letters", usage, main);
