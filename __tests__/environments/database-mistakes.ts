import type { Environment } from "../../environments/schema.ts";
import { doks, oke } from "./examples.ts";
import type { Case } from "./mistakes.ts";

const cidrs = ["10.0.4.0/28"];
const withSecret: Environment = { ...oke, secrets: { results: { kind: "given" } } };

/** Mistakes about the database that keeps results. */
export const databaseMistakes: Readonly<Record<string, readonly Case[]>> = {
  database: [
    [
      doks,
      "database",
      { cidrs },
      "doks-dev.database: must name either a secret or a kubernetesSecret, got nothing. Say in which of the two the connection is.",
    ],
    [
      withSecret,
      "database",
      { cidrs, secret: "results", kubernetesSecret: "results" },
      'oke-dev.database: must name either a secret or a kubernetesSecret, got "both". Say in which of the two the connection is.',
    ],
    [
      withSecret,
      "database",
      { cidrs, secret: "results", key: "url" },
      'oke-dev.database.key: must be left out without kubernetesSecret: a secret of the vault has no keys, got "url". Remove it.',
    ],
    [
      oke,
      "database",
      { cidrs, secret: "results" },
      'oke-dev.database.secret: must be one of the environment\'s secrets (none), got "results". Add it to oke-dev.secrets, or name another.',
    ],
    [
      doks,
      "database",
      { cidrs, secret: "results" },
      'doks-dev.database.secret: must be left out on a cluster of kind doks, whose programs have no identity at Oracle, got "results". Use kubernetesSecret.',
    ],
    [
      doks,
      "database",
      { kubernetesSecret: "results", cidrs: ["0.0.0.0/0"] },
      'doks-dev.database.cidrs[0]: must have a prefix from /8 to /32, got "0.0.0.0/0". Name the networks of the database, not the whole internet.',
    ],
    [
      doks,
      "database",
      { kubernetesSecret: "results", cidrs, port: 0 },
      "doks-dev.database.port: must be a whole number from 1 to 65535, got 0. Use the one that the server listens on.",
    ],
    [
      doks,
      "database",
      { kubernetesSecret: "results", cidrs, duplicateWindowHours: 721 },
      "doks-dev.database.duplicateWindowHours: must be a whole number from 1 to 720, got 721. Producers repeat a record within minutes.",
    ],
    [
      doks,
      "database",
      { kubernetesSecret: "results", cidrs, password: "hunter2" },
      'doks-dev.database.password: is not a known property, got "hunter2". Remove it, or use one of secret, kubernetesSecret, key, cidrs, port, duplicateWindowHours.',
    ],
  ],
};
