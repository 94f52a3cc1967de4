import type { OpenMetricsContentType, Registry } from "prom-client";
import { exposition } from "./exposition.ts";
import { json } from "./http/answer.ts";
import type { Handler, Routes } from "./http/server.ts";
import type { Version } from "./version.ts";

/** Reasons why not; none means yes. */
export type Check = () => readonly string[];

export interface HealthOptions {
  /** False makes Kubernetes restart the pod, so nothing that a restart does not cure belongs here. */
  readonly alive: Check;
  readonly ready: Check;
  readonly registry: Registry<OpenMetricsContentType>;
  readonly version: Version;
  readonly podName: string;
}

export function healthRoutes({ alive, ready, registry, version, podName }: HealthOptions): Routes {
  const startedAt = new Date(performance.timeOrigin).toISOString();
  return {
    "GET /healthz": answerCheck("alive", alive),
    "GET /readyz": answerCheck("ready", ready),
    "GET /version": () => json(200, { ...version, podName, startedAt }),
    "GET /metrics": async ({ message }) => {
      const { contentType, body } = await exposition(registry, message.headers.accept);
      return {
        status: 200,
        headers: { "content-type": contentType, "cache-control": "no-store", vary: "accept" },
        body,
      };
    },
  };
}

function answerCheck(name: string, check: Check): Handler {
  return () => {
    const reasons = check();
    return reasons.length === 0 ? json(200, { [name]: true }) : json(503, { [name]: false, reasons });
  };
}
