import { okeDev } from "../../environments/oke-dev.ts";
import type { Environment } from "../../environments/schema.ts";
import { doks, oke } from "./examples.ts";
import type { Case } from "./mistakes.ts";

const devops = { emails: ["a@example.com"] };
const withDevops: Environment = { ...oke, devops };

const { workers } = okeDev.cluster.nodePools;
const ampere = {
  ...workers,
  shape: "VM.Standard.A1.Flex",
  image: workers.image.replace("9.7-", "9.7-aarch64-"),
};

/** Mistakes about Oracle's own pipelines. */
export const devopsMistakes: Readonly<Record<string, readonly Case[]>> = {
  devops: [
    [
      oke,
      "devops",
      {},
      'oke-dev.devops.emails: must be a list with at least one item, got nothing. Write it as ["…"].',
    ],
    [
      oke,
      "devops",
      { ...devops, branch: "refs//heads" },
      'oke-dev.devops.branch: must be the name of a branch, got "refs//heads". Write it without refs/heads/, such as main.',
    ],
    [
      oke,
      "devops",
      { ...devops, branch: "refs/heads/main" },
      'oke-dev.devops.branch: must be the name of a branch, got "refs/heads/main". Write it without refs/heads/, such as main.',
    ],
    ...[0, 11].map(
      (approvals): Case => [
        oke,
        "devops",
        { ...devops, approvals },
        `oke-dev.devops.approvals: must be a whole number from 1 to 10, got ${approvals}. Ask one person at least; leave devops out where nobody is to be asked.`,
      ],
    ),
    [
      doks,
      "devops",
      devops,
      'doks-dev.devops: must be left out on a cluster of kind doks, to which Oracle\'s pipelines do not deploy, got {"emails":["a@example.com"]}. Remove it.',
    ],
    [
      withDevops,
      "registry",
      { kind: "existing", address: "registry.example.com/millrace" },
      'oke-dev.registry.kind: must be ocir with devops, whose pipeline delivers images to Oracle\'s registry, got "existing". Use it, or remove devops.',
    ],
    [
      withDevops,
      "registry.region",
      "eu-zurich-1",
      'oke-dev.registry.region: must be that of the cluster (eu-frankfurt-1) with devops, whose pipelines are in one region, got "eu-zurich-1". Use it, or remove devops.',
    ],
    [
      withDevops,
      "cluster.nodePools",
      { workers: ampere },
      'oke-dev.cluster.nodePools.workers.shape: must be of x86 with devops, which builds images for no other, got "VM.Standard.A1.Flex". Use such as VM.Standard.E5.Flex, or remove devops.',
    ],
  ],
};
