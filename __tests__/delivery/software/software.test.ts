import { describe, expect, it } from "@jest/globals";
import { type BillOfMaterials, billOf } from "../../../delivery/software/bill-of-materials.ts";
import { bundledPackages } from "../../../delivery/software/bundled-packages.ts";
import { checkedExceptions } from "../../../delivery/software/exceptions.ts";
import { type Audit, findingsIn } from "../../../delivery/software/findings.ts";

const pino = { name: "pino", version: "10.4.0", path: "node_modules/pino" };

describe("bundledPackages", () => {
  it("names each package of which something is in the bundle once", () => {
    const packages = bundledPackages({
      inputs: [
        "apps/producer/main.ts",
        "node_modules/pino/pino.js",
        "node_modules/pino/lib/levels.js",
        "node_modules/@opentelemetry/api/build/src/index.js",
      ],
    });

    expect(packages).toEqual([
      { name: "@opentelemetry/api", version: "1.10.0", path: "node_modules/@opentelemetry/api" },
      pino,
    ]);
  });

  it("refuses a package that the lock does not have", () => {
    expect(() => bundledPackages({ inputs: ["node_modules/pino/node_modules/absent/index.js"] })).toThrow(
      "package-lock.json: packages must have node_modules/pino/node_modules/absent, got nothing. Run npm ci.",
    );
  });
});

describe("billOf", () => {
  const component = (name: string) => ({ "bom-ref": `${name}@10.4.0`, name, version: "10.4.0" });
  const all = {
    bomFormat: "CycloneDX",
    serialNumber: "urn:uuid:1",
    metadata: { timestamp: "now", tools: [], component: { ...component("millrace"), type: "library" } },
    components: [component("pino"), component("jest")],
    dependencies: [
      { ref: "millrace@10.4.0", dependsOn: ["pino@10.4.0", "jest@10.4.0"] },
      { ref: "jest@10.4.0", dependsOn: ["pino@10.4.0"] },
    ],
  } as const;

  it("lists what the program contains and nothing else, the same at any time", () => {
    const bill = billOf("producer", [pino], all as BillOfMaterials);

    expect(bill).toEqual({
      bomFormat: "CycloneDX",
      metadata: {
        tools: [],
        component: {
          "bom-ref": "millrace@10.4.0",
          type: "application",
          name: "millrace-producer",
          version: "10.4.0",
        },
      },
      components: [{ ...component("pino"), scope: "required", properties: [] }],
      dependencies: [{ ref: "millrace@10.4.0", dependsOn: ["pino@10.4.0"] }],
    });
  });

  it("refuses to leave out what is in the bundle", () => {
    expect(() => billOf("producer", [{ ...pino, version: "9.0.0" }], all as BillOfMaterials)).toThrow(
      "npm sbom must list what is bundled, got no pino@9.0.0. Run npm ci.",
    );
  });
});

describe("findingsIn", () => {
  const advisory = { url: "https://github.com/advisories/GHSA-2222-2222-2222", title: "Bad" } as const;
  const audit = (severity: "moderate" | "high"): Audit => ({
    vulnerabilities: {
      pino: { name: "pino", nodes: [pino.path], via: [{ ...advisory, severity }, "sonic-boom"] },
      jest: { name: "jest", nodes: ["node_modules/jest"], via: [{ ...advisory, severity: "critical" }] },
    },
  });
  const exception = {
    advisory: "GHSA-2222-2222-2222",
    package: "pino",
    reason: "That part of it is not used.",
    expires: "2026-12-31",
  };

  it.each([
    ["high", [], "2026-12-31", "refused"],
    ["moderate", [], "2026-12-31", "below the threshold"],
    ["high", [exception], "2026-12-31", "accepted"],
    ["high", [exception], "2027-01-01", "accepted until it expired"],
    ["high", [{ ...exception, package: "jest" }], "2026-12-31", "refused"],
  ] as const)("finds %s with the exceptions %j on %s: %s", (severity, exceptions, today, verdict) => {
    const findings = findingsIn(audit(severity), [pino], { threshold: "high", exceptions, today });

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ package: pino, advisory: exception.advisory, severity, verdict });
  });

  it("takes no exception without a reason and a last day", () => {
    expect(checkedExceptions("list.json", [exception])).toEqual([exception]);
    expect(() => checkedExceptions("list.json", [{ ...exception, reason: "ok", expires: "never" }])).toThrow(
      'list.json: [0].reason must be a reason of at least ten characters, got "ok". Correct it.\n' +
        'list.json: [0].expires must be a day such as 2027-01-31, got "never". Correct it.',
    );
  });
});
