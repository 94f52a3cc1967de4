/** What the transport reads in an error of kafkajs; most of it is in none. */
interface Fault {
  readonly name: string;
  readonly message: string;
  /** The protocol's name of the error, such as `NOT_ENOUGH_REPLICAS`. */
  readonly type?: string;
  /** Node's name of a connection's error, such as `CERT_HAS_EXPIRED`; the protocol's number otherwise. */
  readonly code?: string | number;
  readonly broker?: string;
}

/** The broker says that it will never take such a request: repeating it changes nothing. */
const finalTypes = new Set([
  "TOPIC_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "INVALID_GROUP_ID",
  "INVALID_TOPIC_EXCEPTION",
  "INVALID_REQUIRED_ACKS",
  "INVALID_SESSION_TIMEOUT",
  "UNSUPPORTED_COMPRESSION_TYPE",
  "UNSUPPORTED_FOR_MESSAGE_FORMAT",
  "UNSUPPORTED_VERSION",
  "POLICY_VIOLATION",
]);

/** One of the records in the batch is to blame, and the answer does not say which. */
const recordTypes = new Set([
  "MESSAGE_TOO_LARGE",
  "RECORD_LIST_TOO_LARGE",
  "INVALID_RECORD",
  "INVALID_TIMESTAMP",
]);

/** The batch is surely not in the topic, but may be taken later. */
const notAppendedTypes = new Set(["UNKNOWN_TOPIC_OR_PARTITION", "NOT_ENOUGH_REPLICAS", "CORRUPT_MESSAGE"]);

const lostTypes = new Set(["ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "FENCED_INSTANCE_ID"]);

export function isFinal(error: unknown): boolean {
  return finalTypes.has(rootOf(error).type ?? "");
}

export function blamesRecord(error: unknown): boolean {
  return recordTypes.has(rootOf(error).type ?? "");
}

/** Whether a batch that was put on the wire may be in the topic in spite of the error. */
export function mayHaveHappened(error: unknown): boolean {
  const { type = "" } = rootOf(error);
  return !finalTypes.has(type) && !recordTypes.has(type) && !notAppendedTypes.has(type);
}

/** An answer that says no, as opposed to none: the broker is there. */
export function isAnswer(error: unknown): boolean {
  return rootOf(error).name === "KafkaJSProtocolError" || isWithoutCoordinator(error);
}

export function isTimeout(error: unknown): boolean {
  return rootOf(error).name === "KafkaJSRequestTimeoutError";
}

/** The partitions have gone to another instance. */
export function isLost(error: unknown): boolean {
  return lostTypes.has(rootOf(error).type ?? "");
}

/** The group has to be joined again before it can be worked with. */
export function isRebalance(error: unknown): boolean {
  const { type = "" } = rootOf(error);
  return isLost(error) || type === "REBALANCE_IN_PROGRESS" || type === "NOT_COORDINATOR_FOR_GROUP";
}

/** kafkajs says no more than this when the group is not this user's, and the same while a broker starts. */
export function isWithoutCoordinator(error: unknown): boolean {
  return rootOf(error).name === "KafkaJSGroupCoordinatorNotFound";
}

/** One sentence about the cause, with what to do where that is known. */
export function messageOf(error: unknown): string {
  const { name, message, type, code, broker = "the broker" } = rootOf(error);
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return `${broker}: the certificate has expired. Renew it; this program connects as soon as it is valid.`;
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "CERT_SIGNATURE_FAILURE":
      return `${broker}: the certificate is not signed by the authority in KAFKA_CA_FILE (${code}). Mount the authority of this cluster.`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `${broker}: the certificate is of another host: ${message}`;
  }
  if (name === "KafkaJSSASLAuthenticationError" || type === "SASL_AUTHENTICATION_FAILED") {
    return `the user name or password was refused: ${message}`;
  }
  if (name === "KafkaJSGroupCoordinatorNotFound") {
    return "no broker coordinates the group for this user. Grant it Read on the group, if it has not got that.";
  }
  return type === undefined ? message : `${type}: ${message}`;
}

/** kafkajs wraps what happened into what it gave up. */
function rootOf(error: unknown): Fault {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root instanceof Error ? root : { name: "", message: String(root) };
}
