import { Token } from "cdktf";

export interface OciImage {
  /** Region identifier of the registry, such as `eu-frankfurt-1`. */
  readonly region: string;
  /** The tenancy's Object Storage namespace, which Oracle generates. */
  readonly namespace: string;
  /** Such as `millrace/producer`. */
  readonly repository: string;
  /** `sha256:` and 64 hexadecimal digits: the very bytes, which a tag does not promise. */
  readonly digest: string;
}

/**
 * The address by which a cluster pulls an image from Oracle's registry, in any
 * region. It uses the domain that Oracle's documentation now uses,
 * `ocir.<region>.oci.oraclecloud.com`: the older `<region-key>.ocir.io` exists
 * in the commercial realm only and needs a table of region keys.
 * https://docs.oracle.com/iaas/Content/Registry/Concepts/registryprerequisites.htm
 *
 * @throws when the digest is not one
 */
export function imageAddress({ region, namespace, repository, digest }: OciImage): string {
  if (!Token.isUnresolved(digest) && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new Error(
      `${repository}: digest must be "sha256:" and 64 hexadecimal digits, got "${digest}". ` +
        "Take it from the push of the image.",
    );
  }
  return `ocir.${region}.oci.oraclecloud.com/${namespace}/${repository}@${digest}`;
}
