import { kubernetesName } from "./name-rules.ts";
import { both, optional, type Rule, record, whole } from "./rules.ts";
import type { Monitoring } from "./schema.ts";

export const monitoringRule: Rule<Monitoring> = both<Monitoring>(
  record({
    scraperNamespace: optional(kubernetesName),
    traces: optional(
      record({
        service: kubernetesName,
        namespace: kubernetesName,
        port: optional(whole(1, 65_535, "Collectors take OTLP over HTTP on 4318.")),
        percent: optional(whole(1, 100, "Leave traces out to send none.")),
      }),
    ),
  }),
  (monitoring, where, report) => {
    if (Object.keys(monitoring).length > 0) return;
    report.add(where, "must have scraperNamespace or traces", monitoring, "Add one, or leave it out.");
  },
);
