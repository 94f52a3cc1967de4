/** With code EADDRINUSE. */
export function portTaken(port: number, cause: Error): Error {
  const message = `Kafka sandbox: port must be free on 127.0.0.1, got ${port}, which is in use. Choose another, or 0 for any.`;
  return Object.assign(new Error(message, { cause }), { code: "EADDRINUSE" });
}
