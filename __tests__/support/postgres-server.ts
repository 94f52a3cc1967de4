import {
  type DatabaseDetails,
  parseDatabaseDetails,
} from "../../apps/messaging/database/database-details.ts";

/** The server that `npm run test:postgres` has found or started. */
export function serverDetails(): DatabaseDetails {
  const details = process.env.MILLRACE_TEST_DATABASE;
  if (!details) throw new Error("These tests need a server. Run `npm run test:postgres`.");
  return parseDatabaseDetails(Buffer.from(details), "MILLRACE_TEST_DATABASE");
}
