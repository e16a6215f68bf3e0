import { describe, expect, test } from "vitest";
import { decideRemovals, type Removed } from "../../../src/core/decide/decide-removals.js";
import { denialFindings } from "../../../src/core/decide/denials.js";
import type { Access } from "../../../src/model/access.js";
import { type Decision, reasonsIn } from "../../../src/model/decision.js";
import type { Account, Facts } from "../../../src/model/facts.js";
import { finding } from "../../../src/model/finding.js";
import { access, account, facts, HEAD, minutes, PATH, policy, request, review } from "../world.js";

const ACTIVE: Removed = { path: PATH, who: "alice", ended: false, request: request() };
const BROKEN = finding("yaml-syntax", { path: "access/people.yaml" }, { problem: "x" });

function by(author: Account, given: Partial<Facts> = {}): Partial<Facts> {
  return { author, pushers: [author], writings: [{ commit: HEAD, writers: [author], unknown: [] }], ...given };
}

function judge(given: Partial<Facts>, removed: Removed = ACTIVE, folder: Partial<Access> = {}): Decision {
  return decideRemovals({ removed: [removed], access: access(folder), facts: facts(given) }).decision;
}

/** The outcome, and why. */
function summary(decision: Decision): string {
  const because = reasonsIn(decision).flatMap((reason) => (reason.kind === "removal" ? [reason.because] : []));
  return `${decision.outcome}: ${because.join(", ")}`;
}

describe("deciding a removal", () => {
  test("anybody may clear away what has ended, whatever state the folder is in", () => {
    const app = { login: "curfew[bot]", id: 99, bot: true };
    const ended = { path: PATH, ended: true };
    expect(summary(judge(by(app), ended, { findings: [BROKEN] }))).toBe("allowed: expired");
  });

  test("the holder gives back without anybody's approval", () => {
    expect(summary(judge(by(account("alice"))))).toBe("allowed: returned");
    expect(summary(judge(by(account("alice")), ACTIVE, { findings: [BROKEN] }))).toBe("allowed: returned");
  });

  test("who could have approved takes it away alone", () => {
    expect(summary(judge(by(account("dana"))))).toBe("allowed: approver");
    const policies = [policy({ approve: [{ by: [{ kind: "user", login: "erin" }], count: 1 }] })];
    expect(summary(judge(by(account("erin")), ACTIVE, { policies }))).toBe("allowed: approver");
  });

  test("a warning about the folder is in nobody's way, and policies on other roles name nobody who may", () => {
    const warning = { ...BROKEN, severity: "warning" } as const;
    expect(summary(judge(by(account("dana")), ACTIVE, { findings: [warning] }))).toBe("allowed: approver");
    const named = [{ by: [{ kind: "user", login: "erin" }], count: 1 }] as const;
    const other = policy({ what: ["aws-prod/reader"], approve: named });
    const both: Removed = { ...ACTIVE, request: request({ what: ["aws-prod/admin", "aws-prod/reader"] }) };
    expect(summary(judge(by(account("erin")), ACTIVE, { policies: [other] }))).toBe("waiting: unapproved");
    expect(summary(judge(by(account("erin")), both, { policies: [other] }))).toBe("allowed: approver");
  });

  test("whoever says in a comment that it is to end needs nobody's approval, whoever opened the pull request", () => {
    const app = { login: "curfew[bot]", id: 99, bot: true };
    const asked = (...accounts: readonly Account[]): Removed => ({ ...ACTIVE, asked: accounts });
    expect(summary(judge(by(app), asked(account("alice"))))).toBe("allowed: returned");
    expect(summary(judge(by(app), asked(account("dana"))))).toBe("allowed: approver");
    expect(summary(judge(by(app), asked(account("bob"))))).toBe("waiting: unapproved");
    expect(summary(judge(by(app), asked()))).toBe("waiting: unapproved");
    // A released login, and a program.
    expect(summary(judge(by(app), asked({ ...account("alice"), id: 999 })))).toBe("waiting: unapproved");
    expect(summary(judge(by(app), asked({ ...account("alice"), bot: true })))).toBe("waiting: unapproved");
    expect(summary(judge(by(app), asked(account("dana")), { findings: [BROKEN] }))).toBe("denied: unapproved");
  });

  test("somebody else waits for one who could have approved, and is told who", () => {
    const decision = judge(by(account("bob")));
    expect(summary(decision)).toBe("waiting: unapproved");
    expect(reasonsIn(decision)).toContainEqual(expect.objectContaining({ kind: "approve", candidates: ["dana"] }));
    expect(summary(judge(by(account("bob"), { reviews: [review("dana")] })))).toBe("allowed: approved");
    expect(summary(judge(by(account("bob"), { reviews: [review("erin")] })))).toBe("waiting: unapproved");
  });

  test("a policy on another role names nobody here", () => {
    const erins = {
      approve: [{ by: [{ kind: "user", login: "erin" }], count: 1 }],
      what: ["aws-prod/reader"],
    } as const;
    const policies = [policy(erins)];
    expect(summary(judge(by(account("erin")), ACTIVE, { policies }))).toBe("waiting: unapproved");
  });

  test("where nobody owns the file, those whom its policy names decide", () => {
    const folder = {
      owners: [],
      policies: [policy({ approve: [{ by: [{ kind: "user", login: "erin" }], count: 1 }] })],
    };
    expect(summary(judge(by(account("bob"), { reviews: [review("erin")] }), ACTIVE, folder))).toBe("allowed: approved");
    expect(summary(judge(by(account("bob")), { path: PATH, ended: false }, { owners: [] }))).toBe(
      "waiting: unapproved",
    );
  });

  test("a delegate has no word, and is told of none, where nobody knows what the file asked for", () => {
    const folder = access();
    const dana = { from: "dana", to: "erin", what: ["aws-prod/*"], until: minutes(60), why: "On leave." };
    const people = { ...folder.people, delegations: [dana] };
    const unread: Removed = { path: PATH, ended: false };
    const decision = judge(by(account("bob"), { reviews: [review("erin")] }), unread, { people });
    expect(summary(decision)).toBe("waiting: unapproved");
    expect(reasonsIn(decision).map(({ kind }) => kind)).toEqual(["pull-request", "removal", "approve"]);
  });

  test("with another's commit on the branch, neither holder nor approver is alone", () => {
    const withBob = { pushers: [account("alice"), account("bob")] };
    expect(summary(judge(by(account("alice"), withBob)))).toBe("waiting: unapproved");
    const writings = [{ commit: HEAD, writers: [account("bob")], unknown: [] }];
    expect(summary(judge(by(account("dana"), { writings })))).toBe("waiting: unapproved");
  });

  test("a stranger with the holder's login gives nothing back", () => {
    expect(summary(judge(by({ login: "alice", id: 666, bot: false })))).toBe("waiting: unapproved");
    expect(summary(judge(by({ login: "mallory", id: 666, bot: false }), { ...ACTIVE, who: "mallory" }))).toBe(
      "waiting: unapproved",
    );
  });

  test("a commit that cannot be attributed denies what needs an approval", () => {
    const writings = [{ commit: HEAD, writers: [], unknown: ["x@example.com"] }];
    const decision = judge(by(account("bob"), { writings, reviews: [review("dana")] }));
    expect(summary(decision)).toBe("denied: unapproved");
    expect(denialFindings(decision, []).map(({ code }) => code)).toEqual(["denied-writer"]);
  });

  test("an error in the access folder denies what needs an approver", () => {
    const decision = judge(by(account("dana")), ACTIVE, { findings: [BROKEN] });
    expect(summary(decision)).toBe("denied: unapproved");
    expect(denialFindings(decision, [])).toEqual([BROKEN]);
    expect(denialFindings(decision, [request()])).toEqual([BROKEN]);
  });

  test("a pull request that removes nothing is denied", () => {
    expect(decideRemovals({ removed: [], access: access(), facts: facts() }).decision.outcome).toBe("denied");
  });
});
