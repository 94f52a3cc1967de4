import { serverDetails } from "../../../support/postgres-server.ts";
import { describePostgresResults } from "../../../support/results-contract.ts";

describePostgresResults("PostgreSQL", async () => serverDetails());
