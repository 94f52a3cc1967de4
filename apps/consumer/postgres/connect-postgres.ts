import type { Logger } from "pino";
import type { ConsumerConfig } from "../../messaging/config.ts";
import { Database } from "../../messaging/database/database.ts";
import type { DatabaseConfig } from "../../messaging/database/database-config.ts";
import { readDatabaseDetails } from "../../messaging/database/read-details.ts";
import type { Results } from "../results.ts";
import { PostgresResults } from "./postgres-results.ts";

/** Connects when it is first used. */
export function connectPostgres(
  { source, duplicateWindowHours }: DatabaseConfig,
  { consumerGroup, podName }: Pick<ConsumerConfig, "consumerGroup" | "podName">,
  log: Logger,
): Results {
  const database = new Database(() => readDatabaseDetails(source), `millrace consumer ${podName}`, log);
  return new PostgresResults(database, { group: consumerGroup, duplicateWindowHours, log });
}
