import { alterConfigs } from "./apis/alter-configs.ts";
import { apiVersions } from "./apis/api-versions.ts";
import { createPartitions } from "./apis/create-partitions.ts";
import { createTopics } from "./apis/create-topics.ts";
import { deleteGroups } from "./apis/delete-groups.ts";
import { deleteRecords } from "./apis/delete-records.ts";
import { deleteTopics } from "./apis/delete-topics.ts";
import { describeCluster } from "./apis/describe-cluster.ts";
import { describeConfigs } from "./apis/describe-configs.ts";
import { describeGroups } from "./apis/describe-groups.ts";
import { describeTopicPartitions } from "./apis/describe-topic-partitions.ts";
import { fetch } from "./apis/fetch.ts";
import { findCoordinator } from "./apis/find-coordinator.ts";
import { heartbeat } from "./apis/heartbeat.ts";
import { incrementalAlterConfigs } from "./apis/incremental-alter-configs.ts";
import { initProducerId } from "./apis/init-producer-id.ts";
import { joinGroup } from "./apis/join-group.ts";
import { leaveGroup } from "./apis/leave-group.ts";
import { listGroups } from "./apis/list-groups.ts";
import { listOffsets } from "./apis/list-offsets.ts";
import { metadata } from "./apis/metadata.ts";
import { offsetCommit } from "./apis/offset-commit.ts";
import { offsetDelete } from "./apis/offset-delete.ts";
import { offsetFetch } from "./apis/offset-fetch.ts";
import { offsetForLeaderEpoch } from "./apis/offset-for-leader-epoch.ts";
import { produce } from "./apis/produce.ts";
import { saslAuthenticate } from "./apis/sasl-authenticate.ts";
import { saslHandshake } from "./apis/sasl-handshake.ts";
import { syncGroup } from "./apis/sync-group.ts";
import type { Api } from "./wire/api.ts";

/** What somebody may say who has not logged in yet. */
const login: readonly Api[] = [apiVersions(() => apis), saslHandshake, saslAuthenticate];

/** Everything that the broker understands; ApiVersions says just this. A client does without the rest. */
export const apis: readonly Api[] = [
  ...login,
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetForLeaderEpoch,
  initProducerId,
  findCoordinator,
  joinGroup,
  syncGroup,
  heartbeat,
  leaveGroup,
  offsetCommit,
  offsetFetch,
  offsetDelete,
  describeGroups,
  listGroups,
  deleteGroups,
  createTopics,
  deleteTopics,
  createPartitions,
  deleteRecords,
  describeConfigs,
  alterConfigs,
  incrementalAlterConfigs,
  describeCluster,
  describeTopicPartitions,
].sort((a, b) => a.key - b.key);

const byKey = new Map(apis.map((api) => [api.key, api]));

export const findApi = (key: number): Api | undefined => byKey.get(key);

export const isLogin = (api: Api): boolean => login.includes(api);
