import { ServiceError } from "../shared/service-error.ts";

export const invalidParameter = (message: string) => new ServiceError(400, "InvalidParameter", message);

export const notAuthenticated = (message: string) => new ServiceError(401, "NotAuthenticated", message);

/** Oracle Cloud does not tell what is missing from what is forbidden. */
export const notFound = () =>
  new ServiceError(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");

export const tooManyRequests = (message: string) => new ServiceError(429, "TooManyRequests", message);

/** Clients cut the wait out of this sentence, so its wording is part of the wire format. */
export const nextRequestIn = (milliseconds: number) =>
  `next request can be made in ${Math.max(1, Math.ceil(milliseconds))} ms`;

// Clients compare these three sentences to decide what to do, so they are those of the service.
export const cursorExpired = () => invalidParameter("The cursor is expired. Create a new one.");
export const cursorInvalid = () => invalidParameter("The cursor is invalid. Create a new one.");
export const cursorOutsideRetention = () =>
  invalidParameter("The cursor is outside the retention period and is now invalid.");
