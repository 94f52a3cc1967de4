import { ServiceError } from "../shared/service-error.ts";

export const notFound = () =>
  new ServiceError(404, "not_found", "The resource you were accessing could not be found.");

export const unprocessable = (message: string) => new ServiceError(422, "unprocessable_entity", message);

export const conflict = (message: string) => new ServiceError(409, "conflict", message);

export const preconditionFailed = (message: string) => new ServiceError(412, "precondition_failed", message);

export const forbidden = (message: string) => new ServiceError(403, "forbidden", message);

export const unauthorized = () => new ServiceError(401, "unauthorized", "Unable to authenticate you");

const ids: Readonly<Record<number, string>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  412: "precondition_failed",
  413: "request_entity_too_large",
  422: "unprocessable_entity",
  429: "too_many_requests",
  501: "not_implemented",
};

/** What DigitalOcean calls an error with this status. */
export const errorId = (status: number) => ids[status] ?? "server_error";
