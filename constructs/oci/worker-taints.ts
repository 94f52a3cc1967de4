/** Keeps pods that do not tolerate it off a worker. https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export interface Taint {
  readonly key: string;
  /** @default "" */
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

const shape = /^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/;

/**
 * A node pool has labels of its own but no taints: the kubelet registers them
 * when a worker starts. This is Oracle's documented script for that, and the
 * cluster autoscaler reads the taints of an empty pool from it.
 * https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengusingcustomcloudinitscripts.htm
 *
 * @returns the machine's user data, as base64
 * @throws when a taint has other characters than Kubernetes takes: the script would run them
 */
export function registerTaints(where: string, taints: readonly Taint[]): string {
  const written = taints.map(({ key, value = "", effect }) => {
    if (!shape.test(key) || (value !== "" && !shape.test(value))) {
      throw new Error(
        `${where}: taints must be letters, digits, "-", "_", "." and "/", got "${key}=${value}". ` +
          "Write them as Kubernetes does.",
      );
    }
    return `${key}=${value}:${effect}`;
  });
  const script = [
    "#!/bin/bash",
    "set -euo pipefail",
    "metadata=http://169.254.169.254/opc/v2/instance/metadata/oke_init_script",
    'curl --fail --location --header "Authorization: Bearer Oracle" "$metadata" | base64 --decode >/var/run/oke-init.sh',
    `bash /var/run/oke-init.sh --kubelet-extra-args "--register-with-taints=${written.join(",")}"`,
    "",
  ];
  return Buffer.from(script.join("\n")).toString("base64");
}
