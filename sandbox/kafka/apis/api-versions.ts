import { errorCodes } from "../error-codes.ts";
import { type Api, defineApi } from "../wire/api.ts";
import { since, struct, throttleTime } from "../wire/struct.ts";
import { array, int16, string } from "../wire/types.ts";
import type { Writer } from "../wire/writer.ts";

const request = struct({
  clientSoftwareName: since(3, string, ""),
  clientSoftwareVersion: since(3, string, ""),
});

const response = struct({
  errorCode: int16,
  apiKeys: array(struct({ apiKey: int16, minVersion: int16, maxVersion: int16 })),
  throttleTimeMs: throttleTime(1),
});

const describe = (apis: readonly Api[]) =>
  apis.map(({ key, versions: [minVersion, maxVersion] }) => ({ apiKey: key, minVersion, maxVersion }));

/** Tells a client what there is. Its answer's header is never flexible: the client does not know yet what may be. */
export function apiVersions(apis: () => readonly Api[]): Api {
  return defineApi({
    key: 18,
    name: "ApiVersions",
    versions: [0, 4],
    flexibleFrom: 3,
    request,
    response,
    handle: () => ({ errorCode: errorCodes.NONE, apiKeys: describe(apis()) }),
    refuse: (_, errorCode) => ({ errorCode, apiKeys: describe(apis()) }),
  });
}

/** The answer to a version that is too new: in the oldest form, so that the client can choose again. */
export function unsupportedApiVersions(apis: readonly Api[], to: Writer): void {
  response.write(to, { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: describe(apis) });
}
