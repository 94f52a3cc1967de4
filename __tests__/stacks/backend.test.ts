import { describe, expect, it } from "@jest/globals";
import type { Backend } from "../../environments/schema.ts";
import { changed, oke } from "../environments/examples.ts";
import { stackNamed, stacksOf } from "./app.ts";

function terraformOf(backend: Backend, stack: string) {
  const { terraform, data } = stackNamed(stacksOf(changed(oke, "backend", backend)), stack).document;
  return {
    backend: terraform?.backend,
    version: terraform?.required_version,
    remote: data?.terraform_remote_state,
  };
}

const store: Backend = {
  kind: "s3",
  bucket: "millrace-state",
  region: "eu-frankfurt-1",
  endpoint: "https://ns.compat.objectstorage.eu-frankfurt-1.oraclecloud.com",
};

describe("keepState", () => {
  it("keeps local state beside cdktf.json, by a path that is the same in every checkout", () => {
    expect(terraformOf({ kind: "local" }, "oke-dev-vault").backend).toEqual({
      local: { path: "../../../terraform.oke-dev-vault.tfstate" },
    });
  });

  it("lets other stacks find local state by the same relative path", () => {
    expect(terraformOf({ kind: "local" }, "oke-dev-streaming").remote).toMatchObject({
      "cross-stack-reference-input-oke-dev-vault": {
        backend: "local",
        config: { path: "../../../terraform.oke-dev-vault.tfstate" },
      },
    });
  });

  it("locks state in an object store, which is not taken for AWS", () => {
    expect(terraformOf(store, "oke-dev-vault").backend).toEqual({
      s3: {
        bucket: "millrace-state",
        region: "eu-frankfurt-1",
        key: "oke-dev-vault.tfstate",
        use_lockfile: true,
        endpoints: { s3: "https://ns.compat.objectstorage.eu-frankfurt-1.oraclecloud.com" },
        use_path_style: true,
        skip_region_validation: true,
        skip_credentials_validation: true,
        skip_requesting_account_id: true,
        skip_metadata_api_check: true,
        skip_s3_checksum: true,
      },
    });
  });

  it("lets other stacks read from the object store too", () => {
    expect(terraformOf(store, "oke-dev-streaming").remote).toMatchObject({
      "cross-stack-reference-input-oke-dev-vault": {
        backend: "s3",
        config: {
          bucket: "millrace-state",
          key: "oke-dev-vault.tfstate",
          endpoints: store.endpoint && { s3: store.endpoint },
        },
      },
    });
  });

  it("asks for nothing but bucket, key, region and lock on AWS itself", () => {
    expect(terraformOf({ kind: "s3", bucket: "b-1", region: "eu-west-1" }, "oke-dev-vault").backend).toEqual({
      s3: { bucket: "b-1", region: "eu-west-1", key: "oke-dev-vault.tfstate", use_lockfile: true },
    });
  });

  it("needs a Terraform with lock files and write-only arguments", () => {
    expect(terraformOf({ kind: "local" }, "oke-dev-apps").version).toBe(">= 1.11");
  });
});
