import type { KafkaConnection } from "./program-variables.ts";

export interface KafkaFilesProps {
  /** Of Kafka. */
  readonly namespace: string;
  /** Strimzi's, with the key `ca.crt`. */
  readonly caSecretName: string;
  /** Of the program, and of the Secret with its `password`. */
  readonly username: string;
  /** Whether the program runs in Kafka's namespace. */
  readonly isBesideKafka: boolean;
}

/**
 * Where a program finds the authority's certificate and its own password. Pods
 * mount Secrets of their own namespace; in another, a sidecar brings them.
 */
export function kafkaFiles({
  namespace,
  caSecretName,
  username,
  isBesideKafka,
}: KafkaFilesProps): Pick<KafkaConnection, "caFile" | "passwordFile" | "secretFiles" | "kubeSecretFiles"> {
  if (isBesideKafka) {
    return {
      caFile: "/etc/kafka/ca/ca.crt",
      passwordFile: "/etc/kafka/user/password",
      secretFiles: [
        { secretName: caSecretName, mountPath: "/etc/kafka/ca", keys: ["ca.crt"] },
        { secretName: username, mountPath: "/etc/kafka/user", keys: ["password"] },
      ],
    };
  }
  return {
    caFile: `/etc/kube-secrets/${caSecretName}/ca.crt`,
    passwordFile: `/etc/kube-secrets/${username}/password`,
    kubeSecretFiles: { namespace, secrets: { [caSecretName]: ["ca.crt"], [username]: ["password"] } },
  };
}
