import { describe, expect, it } from "@jest/globals";
import { okeDev } from "../../environments/oke-dev.ts";
import type { Environment } from "../../environments/schema.ts";
import { databaseAccess, databaseSecretId } from "../../stacks/database.ts";

const cidrs = ["10.0.4.0/28"];
const { producer, consumer } = okeDev.apps;
const secretIds = { results: "ocid1.vaultsecret.oc1..results" };
const inVault: Environment = { ...okeDev, database: { secret: "results", cidrs } };
const inKubernetes: Environment = {
  ...okeDev,
  database: { kubernetesSecret: "results-database", cidrs, port: 6432, duplicateWindowHours: 48 },
};
const nothing = { variables: {}, secretFiles: [], egress: [] };

describe("a database for results", () => {
  it("is the consumers' matter only", () => {
    expect(databaseAccess(inVault, producer, secretIds)).toEqual(nothing);
    expect(databaseSecretId(inVault, producer, secretIds)).toBeUndefined();
    expect(databaseAccess(okeDev, consumer, secretIds)).toEqual(nothing);
  });

  it("is named by the OCID of a secret, which the program reads itself", () => {
    expect(databaseAccess(inVault, consumer, secretIds)).toEqual({
      variables: { DATABASE_SECRET_OCID: secretIds.results },
      secretFiles: [],
      egress: [{ to: [{ ipBlock: { cidr: "10.0.4.0/28" } }], ports: [{ protocol: "TCP", port: 5432 }] }],
    });
    expect(databaseSecretId(inVault, consumer, secretIds)).toBe(secretIds.results);
  });

  it("is named by a file that a Kubernetes Secret becomes", () => {
    expect(databaseAccess(inKubernetes, consumer, {})).toEqual({
      variables: { DATABASE_FILE: "/etc/database/connection.json", DUPLICATE_WINDOW_HOURS: "48" },
      secretFiles: [
        { secretName: "results-database", mountPath: "/etc/database", keys: ["connection.json"] },
      ],
      egress: [{ to: [{ ipBlock: { cidr: "10.0.4.0/28" } }], ports: [{ protocol: "TCP", port: 6432 }] }],
    });
  });
});
