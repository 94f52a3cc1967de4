import type { ClientFiles } from "../../sandbox/kafka/client-files.ts";
import type { KafkaSandbox } from "../../sandbox/kafka/server.ts";
import { type ClientCheck, expectLines, expectOutput, runTool } from "./client-check.ts";

/** The ways in which librdkafka packs. The broker keeps what it is given, so it must not matter. */
const compressions = ["none", "gzip", "snappy", "lz4", "zstd"];

/** What kcat, and with it librdkafka, does. The Debian package is a librdkafka that many programs still have. */
export function kcatChecks(sandbox: KafkaSandbox, { librdkafka }: ClientFiles): readonly ClientCheck[] {
  sandbox.createTopic({ name: "kcat", partitions: 3 });
  const kcat = (args: readonly string[], input?: string) =>
    runTool("kcat", ["-F", librdkafka, ...args], input);
  const sent = compressions.flatMap((compression) => [1, 2, 3].map((number) => `${compression}-${number}`));
  return [
    {
      name: "kcat lists the broker and its topics",
      run: async () =>
        expectOutput(await kcat(["-L"]), / 1 brokers:/, /topic "kcat" with 3 partitions:/, /leader 1/),
    },
    ...compressions.map((compression) => ({
      name: `kcat produces idempotently, compression ${compression}`,
      run: async () => {
        const lines = sent.filter((line) => line.startsWith(compression));
        const args = ["-P", "-t", "kcat", "-z", compression, "-X", "enable.idempotence=true"];
        return expectOutput(await kcat(args, lines.join("\n")));
      },
    })),
    {
      name: "kcat reads everything from the beginning, each record once",
      run: async () => {
        const result = await kcat(["-C", "-t", "kcat", "-o", "beginning", "-e", "-q"]);
        return [...expectOutput(result), ...expectLines(result.output, sent)];
      },
    },
    {
      name: "kcat reads as a member of a group, and goes on where it was",
      run: async () => {
        const group = (count: number) =>
          kcat(["-X", "auto.offset.reset=earliest", "-q", "-G", "kcat-group", "-c", String(count), "kcat"]);
        const first = await group(10);
        const second = await group(5);
        return [
          ...expectOutput(first),
          ...expectOutput(second),
          ...expectLines(first.output + second.output, sent),
        ];
      },
    },
    {
      name: "kcat finds the offset of a time",
      run: async () => expectOutput(await kcat(["-Q", "-t", "kcat:0:0"]), /^kcat \[0\] offset 0$/m),
    },
  ];
}
