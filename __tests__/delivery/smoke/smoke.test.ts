import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { helmTest } from "../../../delivery/smoke/helm-test.ts";
import { podsOf } from "../../../delivery/smoke/kubectl.ts";
import { oneRecord } from "../../../delivery/smoke/one-record.ts";
import { portForward } from "../../../delivery/smoke/port-forward.ts";
import { smokePairs } from "../../../delivery/smoke/smoke-pairs.ts";
import { doksDev } from "../../../environments/doks-dev.ts";
import { okeProd } from "../../../environments/oke-prod.ts";

describe("the pairs of a smoke test", () => {
  it("are each producer with a consumer of its own stream", () => {
    const pairs = smokePairs(okeProd).map(({ producer, consumer }) => [
      producer.app.transport,
      consumer.app.transport,
    ]);

    expect(pairs).toEqual([
      ["oci-streaming", "oci-streaming"],
      ["kafka", "kafka"],
    ]);
  });

  it("must be there", () => {
    expect(() => smokePairs({ ...doksDev, apps: {} })).toThrow(
      "doks-dev.apps: must have a producer and a consumer of people on one stream, got none. Test what there is with `helm test`.",
    );
  });
});

describe("one record", () => {
  let server: Server;
  let url: string;
  /** Of two instances that keep what they have read themselves; the first has an old one. */
  let people: object[][];
  let lose = false;
  beforeEach(async () => {
    people = [
      [{ name: "smoke test", age: 42, comment: "of yesterday", changed: "2026-11-20T10:00:00Z" }],
      [],
    ];
    server = createServer(async (message, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk);
      if (message.url === "/records") {
        if (!lose) people[1]?.push(JSON.parse(Buffer.concat(chunks).toString()));
        response.statusCode = message.headers.authorization === "Bearer of-the-test" ? 202 : 401;
        response.end("{}");
      } else {
        const instance = Number(message.url?.startsWith("/second"));
        response.end(JSON.stringify({ total: 1, people: people[instance] }));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const instances = () => [`${url}/first`, `${url}/second`];

  it("is found at whichever instance has read it", async () => {
    lose = false;
    const seconds = await oneRecord({
      producer: url,
      consumers: instances(),
      token: "of-the-test",
      seconds: 5,
    });

    expect(seconds).toBeLessThan(5);
  });

  it("is missed when only one of an earlier test is there", async () => {
    lose = true;
    const sent = oneRecord({ producer: url, consumers: instances(), token: "of-the-test", seconds: 0 });

    await expect(sent).rejects.toThrow(
      "consumer: must have the record that was sent within 0 s, got one of 2026-11-20T10:00:00Z in 2 instances. Look at the consumer's lag and its dead letters.",
    );
  });
});

describe("kubectl and helm", () => {
  const path = process.env.PATH;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-smoke-"));
    process.env.PATH = `${folder}${delimiter}${path}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });
  function program(name: string, script: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "$@" > ${folder}/said\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const said = () => readFileSync(join(folder, "said"), "utf8");

  it("lead to a Service by any free port", async () => {
    program("kubectl", 'echo "Forwarding from 127.0.0.1:34567 -> 8080"\nexec sleep 60');

    const { url, stop } = await portForward({ kubeconfig: "kube/config" }, "oke-dev", "service/producer");
    stop();

    expect(url).toBe("http://127.0.0.1:34567");
    expect(said()).toBe("--kubeconfig=kube/config --namespace=oke-dev port-forward service/producer :http\n");
  });

  it("tell why a Service cannot be reached", async () => {
    program("kubectl", 'echo "error: services producer not found" >&2\nexit 1');

    await expect(portForward({ context: "kind" }, "local", "service/producer")).rejects.toThrow(
      "local service/producer: must be reached by kubectl, got error: services producer not found. See that it is deployed: docs/deploy.md.",
    );
  });

  it("name the pods that a release runs and keeps", async () => {
    program("kubectl", 'echo "consumer-1 consumer-2 "');

    expect(await podsOf({ context: "kind" }, "local", "consumer")).toEqual(["consumer-1", "consumer-2"]);
    expect(said()).toMatch(
      /^--context=kind --namespace=local get pods --selector=app.kubernetes.io\/name=stream-app,app.kubernetes.io\/instance=consumer /,
    );
  });

  it("tell that a release runs no pod", async () => {
    program("kubectl", "");

    await expect(podsOf({}, "local", "consumer")).rejects.toThrow(
      "local/consumer: must have a pod that runs, got none. See that it is deployed: docs/deploy.md.",
    );
  });

  it("run the tests of a release", async () => {
    program("helm", "");
    await helmTest({ context: "kind" }, "local", "producer");

    expect(said()).toBe("test producer --namespace=local --timeout=3m --kube-context=kind\n");
  });

  it("tell what the tests of a release have said", async () => {
    program("helm", 'echo "Error: pod producer-test-ready failed" >&2\nexit 1');
    program("kubectl", 'echo "http://producer.local.svc/readyz: must be answered"');

    await expect(helmTest({}, "local", "producer")).rejects.toThrow(
      "local/producer: its tests must pass, got:\nhttp://producer.local.svc/readyz: must be answered\nSee the program's log: kubectl -n local logs deploy/producer.",
    );
  });

  it("tell what Helm says where the tests have said nothing", async () => {
    program("helm", 'echo "Error: release: not found" >&2\nexit 1');
    program("kubectl", 'echo "of another time"');

    await expect(helmTest({}, "local", "producer")).rejects.toThrow(
      "local/producer: its tests must pass, got:\nError: release: not found\n",
    );
  });
});
