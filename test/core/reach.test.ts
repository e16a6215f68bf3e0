import { describe, expect, test } from "vitest";
import { changedReach } from "../../src/core/reach.js";
import type { Access } from "../../src/model/access.js";
import { access, lasting, policy, system } from "./world.js";

const BEFORE = access();

function changed(changes: Partial<Access>, before: Access = BEFORE) {
  return changedReach(before, { ...before, ...changes }, {});
}

describe("who can ask", () => {
  test("is the same where nothing changes, or what no role and no person is concerned by", () => {
    expect(changed({})).toEqual([]);
    expect(changed({ policies: [policy({ name: "renamed", path: "x", blob: "y" })] })).toEqual([]);
    expect(changed({ policies: [policy(), policy({ what: ["orders-db/*"] })] })).toEqual([]);
  });

  test("gains whom a team gains, and loses whom it loses", () => {
    const teams = new Map([["sre", ["alice", "carol"]]]);
    const people = { ...BEFORE.people, teams };
    const both = { gained: ["carol"], lost: ["bob"], closed: false };
    expect(changed({ people })).toEqual([
      { what: "aws-prod/admin", ...both },
      { what: "aws-prod/reader", ...both },
    ]);
  });

  test("is who every policy on the role lets", () => {
    const narrow = policy({ what: ["aws-prod/admin"], who: [{ kind: "user", login: "ALICE" }] });
    expect(changed({ policies: [policy(), narrow] })).toMatchObject([{ what: "aws-prod/admin", lost: ["bob"] }]);
  });

  test("is nobody where no policy is left, the role is gone, or nobody has a name in the system", () => {
    const nobody = { gained: [], lost: ["alice", "bob"], closed: true };
    expect(changed({ policies: [policy({ what: ["aws-prod/reader"] })] })).toEqual([
      { what: "aws-prod/admin", ...nobody },
    ]);
    expect(changed({ systems: new Map() })).toHaveLength(2);
    const carol = [policy({ who: [{ kind: "user", login: "carol" }] })];
    const byEmail = new Map([["aws-prod", system("aws-prod", { identity: "{email}" })]]);
    expect(changed({ systems: byEmail }, access({ policies: carol }))).toMatchObject([
      { lost: ["carol"], closed: true },
      { lost: ["carol"], closed: true },
    ]);
  });

  test("is nobody of those whom the system calls the same", () => {
    const same = new Map([["aws-prod", system("aws-prod", { identity: "user/engineer" })]]);
    expect(changed({ systems: same })).toMatchObject([{ lost: ["alice", "bob"] }, { lost: ["alice", "bob"] }]);
  });

  test("is somebody where a role is new", () => {
    expect(changedReach(access({ policies: [] }), BEFORE, {})).toMatchObject([
      { what: "aws-prod/admin", gained: ["alice", "bob"], lost: [] },
      { what: "aws-prod/reader", gained: ["alice", "bob"], lost: [] },
    ]);
  });
});

describe("the terms", () => {
  test.each([
    ["the shortest length of all its policies", { for: lasting("2h") }, { longest: lasting("2h") }],
    ["approvals that are no longer needed", { approve: [] }, { approvals: [] }],
    ["a ticket", { ticket: "^INC-" }, { tickets: ["^INC-"] }],
  ] as const)("say %s", (_, changes, after) => {
    const all = changed({ policies: [policy(changes)] });
    expect(all).toHaveLength(2);
    expect(all[0]?.terms?.after).toMatchObject(after);
    expect(all[0]?.terms?.before).toMatchObject({ longest: lasting("4h"), tickets: [] });
  });

  test("say who owns the requests, and that something else changed", () => {
    expect(changed({ owners: [] })[0]?.terms).toMatchObject({ before: { owners: ["@Dana"] }, after: { owners: [] } });
    const [one] = changed({ policies: [policy({ behalf: true })] });
    expect(one?.terms?.before.rest).not.toBe(one?.terms?.after.rest);
  });

  test("are the same whatever file says them, and are none where nobody could ask before or after", () => {
    const halves = [policy({ approve: [] }), policy({ name: "other", for: lasting("8h") })];
    expect(changed({ policies: halves })).toEqual([]);
    expect(changedReach(access({ policies: [] }), BEFORE, {})[0]).not.toHaveProperty("terms");
  });
});
