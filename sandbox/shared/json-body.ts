import { ServiceError } from "./service-error.ts";

/** The body as an object; an empty one is `{}`. Throws 400 when it is something else. */
export function jsonBody({ body }: { readonly body: Buffer }): Record<string, unknown> {
  try {
    const parsed: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Refused below, like every other body that is no object.
  }
  throw new ServiceError(400, "InvalidParameter", "The request body is not a JSON object.");
}
