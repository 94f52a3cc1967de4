import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Group } from "../../../sandbox/kafka/groups/group.ts";
import type { JoinAnswer, JoinRequest } from "../../../sandbox/kafka/groups/member.ts";

const bytes = (text: string) => Buffer.from(text);
const noProtocol = { type: null, name: null };

describe("a group of the embedded broker", () => {
  let group: Group;
  beforeEach(() => {
    group = new Group("g", 0);
  });
  afterEach(() => group.close());

  const join = (props: Partial<JoinRequest> = {}) =>
    group.join({
      memberId: "",
      instanceId: null,
      clientId: "client",
      clientHost: "/127.0.0.1",
      sessionTimeoutMs: 5_000,
      rebalanceTimeoutMs: 5_000,
      protocolType: "consumer",
      protocols: [{ name: "range", metadata: bytes("topics") }],
      comesAgainWithId: false,
      maySkipAssignment: false,
      ...props,
    });
  const identityOf = ({ memberId, generation }: JoinAnswer, instanceId: string | null = null) => ({
    memberId,
    generation,
    instanceId,
  });
  const sync = (answer: JoinAnswer, shares: Record<string, string> = {}, instanceId: string | null = null) =>
    group.sync(
      identityOf(answer, instanceId),
      Object.entries(shares).map(([memberId, part]) => ({ memberId, assignment: bytes(part) })),
      noProtocol,
    );
  const heartbeat = (answer: JoinAnswer, instanceId: string | null = null) =>
    group.heartbeat(identityOf(answer, instanceId));
  const stable = async (props: Partial<JoinRequest> = {}) => {
    const answer = await join(props);
    await sync(answer, { [answer.memberId]: "all" }, props.instanceId);
    return answer;
  };

  it("has everybody join anew when somebody comes, and gives each what the leader says", async () => {
    const first = await stable();
    const second = join({ protocols: [{ name: "range", metadata: bytes("more") }] });
    expect(heartbeat(first)).toBe("REBALANCE_IN_PROGRESS");
    const [leader, follower] = await Promise.all([join({ memberId: first.memberId }), second]);
    expect(leader).toMatchObject({
      error: "NONE",
      generation: 2,
      leader: first.memberId,
      protocolName: "range",
    });
    expect(leader.members.map(({ metadata }) => metadata.toString()).sort()).toEqual(["more", "topics"]);
    expect(follower).toMatchObject({ leader: first.memberId, members: [] });
    const waiting = sync(follower);
    const own = await sync(leader, { [leader.memberId]: "0", [follower.memberId]: "1" });
    expect([own, await waiting].map(({ assignment }) => assignment.toString())).toEqual(["0", "1"]);
    expect([heartbeat(leader), heartbeat(follower)]).toEqual(["NONE", "NONE"]);
    expect(heartbeat(first)).toBe("ILLEGAL_GENERATION");
  });

  it("gives a newcomer an id to come again with, and does not rebalance without it meanwhile", async () => {
    const first = await stable();
    const { error, memberId } = await join({ comesAgainWithId: true });
    expect(error).toBe("MEMBER_ID_REQUIRED");
    expect(heartbeat(first)).toBe("NONE");
    const again = join({ memberId: first.memberId });
    const both = await Promise.all([again, join({ memberId, comesAgainWithId: true })]);
    expect(both.map(({ error }) => error)).toEqual(["NONE", "NONE"]);
    expect(await join({ memberId: "stranger" })).toMatchObject({ error: "UNKNOWN_MEMBER_ID" });
  });

  it("takes the place of a member that is silent for its session, but not of one that waits for an answer", async () => {
    const silent = await stable({ sessionTimeoutMs: 60 });
    const second = join();
    // A follower that waits for the leader is not silent either.
    const late = join({ sessionTimeoutMs: 60, rebalanceTimeoutMs: 5_000 });
    await sleep(90);
    const answers = await Promise.all([second, late]);
    expect(answers.map(({ generation }) => generation)).toEqual([2, 2]);
    expect(heartbeat(silent)).toBe("UNKNOWN_MEMBER_ID");
    expect(group.members).toHaveLength(2);
  });

  it("goes on without those who do not join within the rebalance time-out", async () => {
    const first = await stable({ rebalanceTimeoutMs: 50 });
    const second = await join({ rebalanceTimeoutMs: 50 });
    expect(second).toMatchObject({ generation: 2, leader: second.memberId });
    expect(heartbeat(first)).toBe("UNKNOWN_MEMBER_ID");
  });

  it("shares anew without a member that does not ask for its part in time", async () => {
    const [one, two] = [
      join({ rebalanceTimeoutMs: 50, comesAgainWithId: false }),
      join({ rebalanceTimeoutMs: 50 }),
    ];
    const first = await one;
    const again = join({ memberId: first.memberId, rebalanceTimeoutMs: 50 });
    const [leader, follower] = await Promise.all([again, two]);
    expect(await sync(follower)).toMatchObject({ error: "REBALANCE_IN_PROGRESS" });
    expect(heartbeat(leader)).toBe("UNKNOWN_MEMBER_ID");
    expect(await join({ memberId: follower.memberId })).toMatchObject({ leader: follower.memberId });
  });

  it("gives a static member that starts again its former part, and nobody else notices", async () => {
    const first = await stable({ instanceId: "pod-0" });
    const follower = join({ instanceId: "pod-1" });
    const [leader, other] = await Promise.all([
      join({ memberId: first.memberId, instanceId: "pod-0" }),
      follower,
    ]);
    const waiting = sync(other, {}, "pod-1");
    await sync(leader, { [leader.memberId]: "0", [other.memberId]: "1" }, "pod-0");
    await waiting;

    const back = await join({ instanceId: "pod-1" });
    expect(back).toMatchObject({ error: "NONE", generation: leader.generation });
    expect(back.memberId).not.toBe(other.memberId);
    expect((await sync(back, {}, "pod-1")).assignment.toString()).toBe("1");
    expect(heartbeat(leader, "pod-0")).toBe("NONE");
    expect(heartbeat(other, "pod-1")).toBe("FENCED_INSTANCE_ID");
  });

  it("lets only members of this generation commit, and anybody while it is empty", async () => {
    const nobody = { memberId: "", instanceId: null, generation: -1 };
    expect(() => group.requireCommitter(nobody)).not.toThrow();
    const member = await join();
    expect(() => group.requireCommitter(identityOf(member))).toThrow("rebalance in progress");
    await sync(member, { [member.memberId]: "all" });
    expect(() => group.requireCommitter(identityOf(member))).not.toThrow();
    expect(() => group.requireCommitter({ ...identityOf(member), generation: 7 })).toThrow(
      "illegal generation",
    );
    expect(() => group.requireCommitter(nobody)).toThrow("unknown member id");
  });

  it("shares anew at once when a member leaves or is kicked", async () => {
    const first = await stable();
    expect(group.leave({ memberId: first.memberId, instanceId: null })).toBe("NONE");
    expect(group.state).toBe("Empty");
    const second = await stable();
    expect(group.kick()).toBe(1);
    expect(heartbeat(second)).toBe("UNKNOWN_MEMBER_ID");
  });

  it("refuses a member that knows none of the ways in which the others share", async () => {
    await stable();
    const protocols = [{ name: "sticky", metadata: bytes("topics") }];
    expect(await join({ protocols })).toMatchObject({ error: "INCONSISTENT_GROUP_PROTOCOL" });
  });

  it("waits for more members before its first rebalance, if told so", async () => {
    group = new Group("g", 40);
    const answers = await Promise.all([join(), join()]);
    expect(answers.map(({ generation }) => generation)).toEqual([1, 1]);
  });
});
