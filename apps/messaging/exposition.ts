import { type OpenMetricsContentType, Registry } from "prom-client";

export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

/**
 * All metrics in the format that a scraper asks for: OpenMetrics, with exemplars, or else Prometheus text.
 *
 * @param accept the header of that name
 */
export async function exposition(
  registry: Registry<OpenMetricsContentType>,
  accept: string | undefined,
): Promise<Exposition> {
  const body = await registry.metrics();
  if (accept?.includes("application/openmetrics-text")) return { contentType: registry.contentType, body };
  return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, body: asPrometheusText(body) };
}

/** The same samples without what only OpenMetrics has: exemplars, an end mark, and families of counters without `_total`. */
function asPrometheusText(openMetrics: string): string {
  const counters = new Set([...openMetrics.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name));
  return openMetrics
    .replace(/^(# (?:HELP|TYPE) )(\S+)/gm, (_, head: string, name: string) =>
      counters.has(name) ? `${head}${name}_total` : head + name,
    )
    .replace(/^([^#\n].*?) # \{.*$/gm, "$1")
    .replace(/# EOF\n$/, "");
}
