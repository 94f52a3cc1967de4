import { describe, expect, it } from "@jest/globals";
import { problemOf } from "../../../delivery/diff/problems.ts";
import type { Diagnostic } from "../../../delivery/terraform.ts";

const error = (summary: string, detail?: string, address?: string): Diagnostic => ({
  severity: "error",
  summary,
  ...(detail === undefined ? {} : { detail }),
  ...(address === undefined ? {} : { address }),
});

/** Written by Terraform 1.11.4 and oracle/oci 7.29.0. */
describe("the line for what stopped Terraform", () => {
  it.each([
    [
      "a bucket of states without credentials",
      [
        error(
          "No valid credential sources found",
          "Please see https://developer.hashicorp.com/terraform/language/backend/s3\nfor more information about providing credentials.",
        ),
      ],
      "state must be readable, got no credentials for its bucket. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; docs/deploy.md says which.",
    ],
    [
      "a bucket of states that is not there",
      [
        error(
          'Failed to get existing workspaces: S3 bucket "millrace-state" does not exist.\n\nThe referenced S3 bucket must have been previously created.',
          "",
        ),
      ],
      "state must be in reach in the bucket millrace-state, got: does not exist. Look at backend in the environment, the network, and AWS_ACCESS_KEY_ID; docs/deploy.md says which.",
    ],
    [
      "a bucket of states behind a network that is down",
      [
        error(
          'error loading state: Unable to list objects in S3 bucket "millrace-state" with prefix "env:/": operation error S3: ListObjectsV2, exceeded maximum number of attempts, 5, https response error StatusCode: 0, RequestID: , HostID: , request send failed, Get "https://127.0.0.1:17451/millrace-state?list-type=2&max-keys=1000": dial tcp 127.0.0.1:17451: connect: connection refused',
          "",
        ),
      ],
      "state must be in reach in the bucket millrace-state, got: dial tcp 127.0.0.1:17451: connect: connection refused. Look at backend in the environment, the network, and AWS_ACCESS_KEY_ID; docs/deploy.md says which.",
    ],
    [
      "Oracle Cloud without credentials",
      [
        error(
          "can not create client, bad configuration: did not find a proper configuration for tenancy",
          "",
          'provider["registry.terraform.io/oracle/oci"]',
        ),
      ],
      "Oracle Cloud must know who asks, got: can not create client, bad configuration: did not find a proper configuration for tenancy. Run `oci setup config`, or see docs/deploy.md.",
    ],
    [
      "anything else, by its first sentence and how many more there are",
      [
        error("404-NotFound", "The stream\nwas not found. Suggestion: look again.", "oci_streaming_stream.x"),
        error("Other"),
      ],
      "terraform must be able to plan, got (and 1 more): oci_streaming_stream.x: 404-NotFound: The stream was not found. See all of it: terraform -chdir=cdktf.out/stacks/s plan.",
    ],
  ])("names %s", (_, diagnostics, line) => {
    expect(problemOf(diagnostics, "", "cdktf.out/stacks/s")).toBe(line);
  });

  it("is what Terraform printed where that is all there is", () => {
    expect(problemOf([], "panic: nil map\ngoroutine 1", "s")).toBe(
      "terraform must be able to plan, got: panic: nil map goroutine 1. See all of it: terraform -chdir=s plan.",
    );
  });
});
