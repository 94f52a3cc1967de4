import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { Backend } from "../environments/schema.ts";
import type { RequiredTerraform } from "../environments/versions.ts";

/** Tells Terraform where the stack's state is; other stacks that need an output of it look there too. */
export function keepState(stack: TerraformStack, backend: Backend): void {
  const { id } = stack.node;
  const terraform: RequiredTerraform = ">= 1.11";
  stack.addOverride("terraform.required_version", terraform);
  if (backend.kind === "local") {
    // Terraform runs in cdktf.out/stacks/<stack>. The path that cdktf would
    // choose is absolute, and so differs from one checkout to the next.
    new LocalBackend(stack, { path: `../../../terraform.${id}.tfstate` });
    return;
  }
  const { bucket, region, endpoint } = backend;
  const s3 = new S3Backend(stack, {
    bucket,
    region,
    key: `${id}.tfstate`,
    ...(endpoint === undefined ? {} : notAws(endpoint)),
  });
  // A file beside the state: every store that honours If-None-Match can do it, DynamoDB only AWS.
  s3.addOverride("use_lockfile", true);
}

/** Stores other than AWS have neither its regions, account ids and metadata service, nor its newer checksums. */
function notAws(endpoint: string) {
  return {
    endpoints: { s3: endpoint },
    usePathStyle: true,
    skipRegionValidation: true,
    skipCredentialsValidation: true,
    skipRequestingAccountId: true,
    skipMetadataApiCheck: true,
    skipS3Checksum: true,
  };
}
