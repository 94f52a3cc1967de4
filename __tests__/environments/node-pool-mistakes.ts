/** Mistakes that people make with the workers of OKE, with the whole of what they are told. */
import { oke } from "./examples.ts";
import type { Case } from "./mistakes.ts";

function pool(values: object): object {
  return oke.cluster.kind === "oke" ? { ...oke.cluster.nodePools.workers, ...values } : {};
}

const at = "oke-dev.cluster.nodePools.workers";

export const nodePoolMistakes: Readonly<Record<string, readonly Case[]>> = {
  "sizes of node pools": [
    [
      oke,
      "cluster.nodePools.workers.nodes",
      0,
      `${at}.nodes: must be a whole number from 1 to 1000, got 0. OKE runs no more in a pool.`,
    ],
    [
      oke,
      "cluster.nodePools",
      { main: pool({}), workers: pool({ nodes: { minimum: 3, maximum: 2 } }) },
      `${at}.nodes.minimum: must be at most maximum (2), got 3. Swap the two.`,
    ],
    [
      oke,
      "cluster.nodePools.workers.nodes",
      { minimum: 1 },
      `${at}.nodes.maximum: must be a whole number from 1 to 1000, got nothing. OKE runs no more in a pool.`,
    ],
    [
      oke,
      "cluster.nodePools.workers.nodes",
      { minimum: 0, maximum: 2 },
      'oke-dev.cluster.nodePools: must have a pool on demand, without taints, that never shrinks to 0, got ["workers"]. Add one for what the cluster itself runs, such as DNS.',
    ],
    [
      oke,
      "cluster.nodePools",
      {
        spot: pool({ capacity: "preemptible" }),
        own: pool({ taints: [{ key: "team", effect: "NoSchedule" }] }),
      },
      'oke-dev.cluster.nodePools: must have a pool on demand, without taints, that never shrinks to 0, got ["spot","own"]. Add one for what the cluster itself runs, such as DNS.',
    ],
  ],
  "placement, labels and taints": [
    [
      oke,
      "cluster.nodePools.workers.placement",
      { availabilityDomains: [1, 4] },
      `${at}.placement.availabilityDomains[1]: must be a whole number from 1 to 3, got 4. No region has another.`,
    ],
    [
      oke,
      "cluster.nodePools.workers.placement",
      { faultDomains: [] },
      `${at}.placement.faultDomains: must be a list with at least one item, got []. Write it as ["…"].`,
    ],
    [
      oke,
      "cluster.nodePools.workers.labels",
      { "millrace.dev/pool": "all of them" },
      `${at}.labels.millrace.dev/pool: must be the value of a Kubernetes label, got "all of them". Use at most 63 letters, digits, hyphens, underscores and dots.`,
    ],
    [
      oke,
      "cluster.nodePools",
      { main: pool({}), workers: pool({ taints: [{ key: "$(reboot)", effect: "NoSchedule" }] }) },
      `${at}.taints[0].key: must be the key of a Kubernetes label, got "$(reboot)". Use letters, digits, hyphens, underscores and dots, such as millrace.dev/pool.`,
    ],
    [
      oke,
      "cluster.nodePools",
      { main: pool({}), workers: pool({ taints: [{ key: "team", effect: "Never" }] }) },
      `${at}.taints[0].effect: must be one of NoSchedule, PreferNoSchedule, NoExecute, got "Never". Choose one of them.`,
    ],
  ],
  "images of workers": [
    [
      oke,
      "cluster.nodePools.workers.shape",
      "VM.Standard.A1.Flex",
      `${at}.image: must be for the processor of VM.Standard.A1.Flex, so with -aarch64- in its name, got "Oracle-Linux-9.7-2026.06.15-0-OKE-1.36.1-1505". Choose the one of the same date for the other processor.`,
    ],
    [
      oke,
      "cluster.nodePools.workers.image",
      "Oracle-Linux-9.7-aarch64-2026.06.15-0-OKE-1.36.1-1505",
      `${at}.image: must be for the processor of VM.Standard.E5.Flex, so without -aarch64- in its name, got "Oracle-Linux-9.7-aarch64-2026.06.15-0-OKE-1.36.1-1505". Choose the one of the same date for the other processor.`,
    ],
  ],
  "replacement of workers": [
    [
      oke,
      "cluster.nodePools.workers.cycling",
      { maximumSurge: 0, maximumUnavailable: 0 },
      `${at}.cycling.maximumSurge: must be at least 1 where maximumUnavailable is 0, got 0. Otherwise no worker can ever be replaced.`,
    ],
    [
      oke,
      "cluster.nodePools",
      {
        main: pool({}),
        workers: pool({
          shape: "BM.Standard.E5.Flex",
          capacity: "preemptible",
          cycling: { maximumSurge: 1, maximumUnavailable: 0 },
        }),
      },
      [
        `${at}.capacity: must be on-demand for the bare metal shape BM.Standard.E5.Flex, got "preemptible". Use a VM shape, or leave it out.`,
        `${at}.cycling: must be left out for the bare metal shape BM.Standard.E5.Flex, got {"maximumSurge":1,"maximumUnavailable":0}. OKE does not replace such workers by itself.`,
      ].join("\n"),
    ],
  ],
};
